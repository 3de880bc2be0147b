"""Adversarial dialogues for redaction: what «stands in these marks» has to be hidden, all else has to stay.

A line a dialogue; " / " divides turns; "a:" is the rep, "b:" the customer.
"""

HIDDEN = {
    "CARD": """
b: My card is «4111 1111 1111 1111».
b: It's «4111-1111-1111-1111», if you need it.
b: The number is «4111111111111111».
b: Sure, it's «four one one one, one one one one, one one one one, one one one one».
b: Visa, «forty-one eleven, eleven eleven, eleven eleven, eleven eleven».
b: It goes «four triple one, four ones» no wait, «four one double one, double one double one, one one one one, one one one one».
a: Can I get the card number? / b: «5500 0000» / a: «5500 0000», okay. / b: «0000 0004».
a: Go ahead with the card number. / b: «three seven eight two» / a: Mm-hm. / b: «eight two two four six three one» / a: Right. / b: «oh oh oh five».
b: My credit card number is «4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1», expires in June.
b: The debit card ends in «4471».
b: American Express, «3782 822463 10005».
a: And the security code? / b: «one two three».
b: The CVV is «998».
b: It's «4,111,111,111,111,111» on the front.
b: So that's «4-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1».
b: Charge it to the Mastercard, «5105 1051 0510 5100», please.
b: «6011 0009 9013 9424» is my Discover card.
b: Put it on the Visa, «4012 8888 8888 1881».
b: It's «four oh one two, triple eight eight, eight eight double eight, eighteen eighty-one».
a: What's the long number? / b: «5555 5555» / a: Yes? / b: «5555 4444».
b: The three digits on the back are «nine oh one».
""",
    "SSN": """
b: My social is «123-45-6789».
b: Social security number «123 45 6789».
a: What are the last four of your social? / b: «six seven eight nine».
b: It's «one two three, four five, six seven eight nine».
b: My social security number is «one twenty-three forty-five sixty-seven eighty-nine».
b: The SSN's «123456789».
b: «078-05-1120» is what's on the form.
a: Could you read me your social? / b: «oh seven eight» / a: «oh seven eight» / b: «oh five» / a: Okay. / b: «one one two oh».
b: Yeah, so social is «219-09-9999».
b: My social ends in «double nine double nine».
b: «two one nine, oh nine, nine nine nine nine» is the social security number.
""",
    "ACCOUNT": """
b: The account number is «4471 0032».
b: My account number's «double four seven one, double oh three two».
a: What's the account number? / b: «four four seven one» / a: «four four seven one» / b: «oh oh three two».
b: Routing number «021000021».
b: The IBAN is «DE89 3704 0044 0532 0130 00».
b: It's «GB82 WEST 1234 5698 7654 32».
b: Account ending in «8841».
a: And your customer number? / b: It's «C as in Charlie, 4 4 0 9 1».
b: My PIN is «4 4 7 1».
b: The verification code is «883122».
b: The passport number is «C01X00T47».
b: My driver's license number is «D1234567».
b: «44710032» is my account number.
b: Sort code «20-00-00», account number «55779911».
b: My bank account is «001 774 329».
b: It's a checking account, number «7 7 4 3 2 9 1 8».
a: Account number for me? / b: Hold on, let me find it. It's «eighty-one, forty, sixty-six».
b: My membership ID's «KL-20-7788».
""",
    "POLICY": """
b: The policy number is «HX 449 201 7».
b: Policy number «A as in alpha, B as in bravo, seven seven one two».
b: My member ID is «XYZ123456789».
b: Claim number «2026-00417-B».
a: And your group number? / b: «seven oh four four one».
b: I'm reading it off the card: policy number «PLX dash 3 3 0 9 1».
a: Policy number, please. / b: «three three oh nine» / a: «three three oh nine», and? / b: «one one».
""",
    "MEDICARE": """
b: My Medicare number is «1EG4-TE5-MK73».
b: It's «1EG4TE5MK73».
b: Medicare number «one E G four, T E five, M K seven three».
a: What's your Medicare ID? / b: «1 E G 4» / a: Got it. / b: «T E 5 M K 7 3».
b: The Medicare card says «2AA3-BB4-CC55».
""",
    "BIRTH_DATE": """
a: Your date of birth? / b: It's «April 19th, 1988».
b: I was born on the «nineteenth of April nineteen eighty-eight».
b: Date of birth is «04/19/1988».
b: DOB «4-19-88».
a: Can I have your birth date? / b: «four nineteen eighty-eight».
a: And your date of birth please? / b: «May the fourth» / a: Mm-hm. / b: «nineteen seventy-nine».
b: My birthday is «October 3rd».
b: I was born in «1961».
a: Date of birth? / b: «oh four, nineteen, eighty-eight». / a: «Oh four, nineteen, eighty-eight», thank you.
b: «June 2nd, 1970» is my date of birth.
b: She was born «12 December 1999».
a: What's your year of birth? / b: «Nineteen ninety-two».
a: And when were you born? / b: The «second of February, 1955».
b: My DOB is «two two fifty-five».
a: Birthday? / b: «Feb 2».
b: He was born in «'84».
""",
    "EMAIL": """
b: My email is «j.smith@gmail.com».
b: It's «j dot smith at gmail dot com».
b: «jane underscore doe at acme dash tools dot co dot uk».
b: Send it to «dbrandt42@copperworks.io», please.
b: It's «D as in David, B R A N D T at outlook dot com».
b: «kwame dot o at gmail.com».
b: The email is «frontdesk at fennimore vet dot com».
b: That's «b r a n d t, four two, at yahoo dot com».
a: What's your e-mail? / b: «thandeka dot m» / a: «thandeka dot m» / b: «at blue kettle dot com».
b: Use «info.desk@print-shop.example».
b: It's «r dot ibrag at gmail».
b: «mary-jane.o'neil@example.org» works best.
b: «john at smithfamily dot net».
b: Reach me under «p dot marlow at northcairn dot org».
b: That'd be «paula, underscore, m, at icloud dot com».
b: «office99@marlow-sons.co.uk».
a: Best e-mail? / b: «pmarlow» / a: yes / b: «at hotmail dot com».
""",
    "PHONE": """
b: Call me at «415-555-0142».
b: You can reach me at «555 0142».
b: My cell is «six one four, five five five, oh one seven seven».
b: It's «(415) 555-0142».
b: «415.555.0142» is the office.
b: My number is «four one five, triple five, zero one four two».
b: «+44 20 7946 0958».
b: «020 7946 0958», that's my desk.
a: What's the best number? / b: «614» / a: «614» / b: «555» / a: Okay. / b: «0177».
b: Text me on «oh seven seven double oh, nine hundred, four six one».
b: «eight hundred, five five five, oh one nine nine».
b: Dial «1-800-555-0199».
b: It's «four fifteen, five five five, oh one forty-two».
b: My direct line is «two one two, five five five, zero one nine one».
b: The number's «4155550142».
b: My cell phone's «212 555 0187».
b: Ring «0161 496 0123» and ask for the yard.
b: It's «nine one seven» / a: «nine one seven» / b: «triple five, oh one double two».
b: You've got my number, «917-555-0122», right?
b: On my mobile, plus «forty-four seventy-seven hundred nine hundred one two three».
""",
    "ADDRESS": """
b: I live at «412 Maple Street».
b: Ship it to «412 Maple Street, Apartment 4B, Columbus, Ohio 43215».
b: It's «four twelve Maple Street».
b: The address is «1200 5th Avenue, Suite 300».
b: Send it to «PO Box 117».
b: «P.O. Box 2291» is where the checks go.
b: My zip code is «43215».
b: We're at «77 North Lincoln Boulevard».
b: I'm at «9 Elm Court», the blue house.
b: It's «twenty-two oh one Oak Ridge Drive».
b: The postcode's «SW1A 1AA».
a: What's your home address? / b: It's «88 Harbor View».
b: «1600 Pennsylvania Avenue».
b: I live on «Birch Lane», near the school.
a: And the zip? / b: «four three two one five».
b: We moved to «31 Rosewood Terrace», «Leeds».
b: Deliver to «5 Kiln Lane, unit 7», around the back.
b: «Three hundred West Fourth Street».
b: Postal code «60614».
""",
    "REP": """
a: Hi, this is «Dana» from Copper Finch.
a: My name is «Oluwaseun Adeyemi», and I'm with Copper Finch.
a: It's «Megan Holt» over at Copper Finch.
a: Hello, «Thandeka» here from Copper Finch.
a: You're speaking with «Marcus».
b: Who am I talking to? / a: «Brooke Nolan».
a: I'm «Jason». / b: Thanks, «Jason».
b: Hi, is this «Megan»? / a: Yes.
a: My name's «Xiomara». / b: Okay «Xiomara», go on.
b: Goodbye, «Siddharth».
a: Good afternoon, you've reached «Petronella Vance» at Copper Finch.
a: «Idris» here, from Copper Finch.
b: Sorry, what was your name? / a: It's «Solveig».
b: Thank you so much, «Marcus».
""",
    "CUSTOMER": """
b: Hello, this is «Tom».
b: My name is «Grace Okafor».
b: «Walter Briggs». / a: Mr «Briggs», good morning.
b: Blue Kettle Supply, «Denise» speaking.
a: And who am I talking to? / b: Oh, sorry. «Nicole Baxter».
a: Hi «Allison», how are you?
b: My last name is «Brandt», that's «B R A N D T».
b: It's «Brandt». «B as in boy, R, A, N, D, T».
a: Am I speaking with «Farrukh»? / b: Speaking.
a: Good morning, Ms. «Quist».
a: «Denise», hi.
b: The name on the account is «Will Grant».
b: Yeah, hello, I'm «Mark», from the plant.
a: What's your name? / b: «Kwabena».
a: Can you spell your last name? / b: «Z-E-H-E-T-N-E-R».
b: You can call me «Hal».
a: Thanks, «Mark». Talk to you soon.
b: My name is «José Núñez».
b: Marlow and Sons, «Paula Marlow».
a: Hi, am I talking to «Bartholomew»?
b: It's spelled «M A R L O W E».
a: Hello Mrs. «Okonkwo», thanks for your time.
b: I'm «Ingeborg», the plant manager.
b: First name «Joaquim», last name «Teles».
a: Morning «Paula». How's the yard?
""",
    "PERSON": """
b: Our operations director, «Karen Whitlow», signs.
b: When «Frank» is on vacation, we're blind.
b: I'd have to ask «Will» about that.
b: It's out of «Paul's» budget.
b: Doctor «Pruitt» decides.
b: A guy named «Roland» set it up.
b: Mrs. «Abernale» has to sign.
b: Talk to my boss, «Linda Oakhaven».
b: Her name is «Priyanka».
b: «Steve» would have to do it.
b: Copy «Maria Gonzalez» on it.
b: And then «Bill Rademacher» in Omaha says no.
b: My colleague «Sanjay» and I looked at it.
b: I'll bring «Grace» to the meeting.
b: My sister «Rosalind» runs it.
b: Ask for «Tim Horvath».
b: Mister «Delacroix» retired.
b: «Giulia» from purchasing decides.
b: Our IT guy, «Mehmet», set it up.
b: That's between me and «Ewa Nowak».
b: A woman called «Perpetua» answered.
""",
}

KEPT = """
b: It's around $4,000 an hour.
b: So about $120,000 a year.
b: Anything over $20,000 needs her signature.
b: We pay 2,500 a month.
b: It's twenty-five hundred a month.
b: Call it sixty-two hundred.
b: That's four hundred and eighty dollars.
b: One planner costs me 70 and I can't find one.
b: It's nineteen ninety-nine a seat.
b: We paid 49.99 for each.
b: Three point five million last year.
b: The deposit was 1000 euros.
b: It's 15% off.
b: We give a discount when it's late, 10%.
b: Ten or twelve percent.
b: About a quarter of a percent.
b: We need 25 seats.
b: There are 600 open ones right now.
b: 600, 400, 300 and 200 in the last four quarters.
b: We have forty people and 5 vans.
b: Two, three. On a bad day five.
b: About 80, if you count the small pumps.
b: Eight. No, nine.
b: We had 1200, then 1300, then 1450 tickets.
b: One two three, testing.
b: 10, 20, 30, 40, 50, 60.
b: It dropped from 412 to 380.
a: Thursday, the 19th, at 2 in the afternoon.
a: Wednesday the 4th, at 11.
a: Tuesday the 9th at 1:30.
a: The budget gets locked on December 5.
a: Let's say May 3rd at ten.
a: How about the twenty-first of June?
a: Our next call is on 11/19/2026.
a: 2026-12-05 works for me.
a: The contract runs until June 2027.
a: Next Thursday, 45 minutes.
a: In March or April.
a: In the fourth quarter of 2025.
a: By the end of August.
b: May I ask what it costs?
b: It may be too early.
b: Maybe in May.
b: I'll march over there in March.
a: So we booked 30 minutes.
a: It's 4:30 p.m. now.
a: At nine in the evening.
a: Half past two.
a: Two weeks, that's all.
a: The last 12 months.
a: In 2019 we had a scanner.
b: From, like, 1998.
b: Since 2004.
b: 2019, 2020, 2021 and 2022 were bad years.
b: We started in nineteen ninety-five.
b: I've been here for 10 years.
a: Office 365 works too.
a: It runs on Windows 11.
a: The X200 and the X300.
a: Model 4471 is the small one.
a: Version 2.4.1 is out.
a: We use release 20.04.
a: A 737 is a plane.
a: It's on the S3 bucket.
a: The AB12 sensor.
a: Order number 48213 shipped.
a: Your order number is 1200345.
a: Invoice 2026-118.
a: Purchase order 77120 came in.
a: Ticket number 5512 is closed.
a: Part number 99-100-4.
a: Serial number 88213345.
b: Will do.
b: Will it work without internet?
b: I will ask him.
b: There's a grace period of 30 days.
b: Mark my words.
b: I'd mark it down.
b: Bill us monthly.
b: The bill was high.
b: That's rich.
b: Frankly, it's too much.
b: We hope it works.
b: Let's be frank.
b: Dawn shift starts at 5.
b: The art of it.
b: A drive of 20 minutes.
b: We need to drive adoption.
b: The way we see it.
b: It's a two-way street.
b: Main street businesses buy it.
b: On the road to recovery.
b: 3 lane roads.
b: We can't go down that road.
b: The 30 day trail.
b: Four square feet.
b: I'm at a place where it hurts.
b: Let me address that concern.
b: The e-mail address is wrong in your system.
b: Look at the dot on the map.
b: Visit us at copperfinch dot com.
b: It's on our website, copperfinch.com.
b: Find it at copperfinch.com.
b: We're at about 40 percent.
b: Send me an e-mail, okay?
b: I'd look at it at work.
b: The number of users is 250.
b: That number is too high.
b: What's your number one problem?
b: Number two is price.
b: Call me at 3.
b: Call me on Friday after 2.
b: I'll call back in 20 minutes.
b: What's your credit score?
b: A credit card fee of 3 percent.
b: We take cards.
b: He left his business card.
b: The account manager left.
b: We have 4,000 accounts.
b: Accounts payable has 6 people.
b: Our policy is to pay in 30 days.
b: The policy is strict.
b: The company was born in 1998.
b: A newborn idea.
b: We use HVAC, CRM and an ERP.
b: The U.S. market.
b: Our ROI, O E E and K P I numbers.
b: Plan A or plan B.
b: Phase 1, 2 and 3.
b: On a scale of one to five, four.
b: This is Copper Finch calling for nobody.
b: This is great.
b: I'm sorry about that.
b: I'm Canadian.
b: It's Monday.
b: Thanks, everybody.
b: Hi there.
b: Good morning, everyone.
b: San Jose and Fort Worth.
b: We're in Columbus, Ohio.
b: The Monday meeting with Finance and Legal.
b: Microsoft Teams and Google Meet.
b: Between 100 and 200 of them.
b: Thank God it's Friday.
b: We do 18,000 orders a month.
b: Sixty, seventy calls a day.
b: It was 3 to 4 thousand dollars.
b: Around four fifty a month.
b: Twelve fifty each.
b: Nine hundred bucks.
b: Half a million.
b: 0.5 percent.
b: A 3,500 dollar fine.
b: 100, maybe 120, 130 at most.
a: The 2nd of December at noon.
a: Let's do Monday the 14th, 10:15.
a: From January to March.
a: Before June 30.
a: Eight thirty sharp.
a: In 90 days.
a: 24/7.
a: 365 days a year.
a: Q3 2026.
a: The 2025 budget.
a: Since nineteen eighty.
b: The 5000 series.
b: ISO 9001 and ISO 27001.
b: The M4 Pro.
b: Python 3.11.
b: A size 12.
b: Room 214.
b: Gate 7.
b: Order 5520 and order 5521.
b: Reference number 44-120.
b: I'll be frank with you.
b: Art department.
b: We chase invoices.
b: A grant from the state.
b: Hope so.
b: Summer is slow.
b: In April, May and June.
b: May works.
b: Rose from 10 to 14.
b: The drive over takes an hour.
b: The court ruled on it.
b: We own the whole street.
b: A parking place.
b: Address it to accounting.
b: It is what it is.
b: Monthly or yearly?
b: Our policy changed in March.
b: The card reader broke.
b: The phone system is old.
b: We're at capacity.
b: At the end of the day.
b: This is the third time.
b: I am Dutch.
b: Hey, wait.
b: Thanks for that.
b: Hello? Hello?
b: It's Tuesday.
b: New York and San Diego.
b: The SAP rollout.
b: Zoom or Teams.
"""
