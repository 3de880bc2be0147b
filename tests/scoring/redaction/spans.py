# ruff: noqa: E501 (a line is a dialogue)
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
