"""Lines of sales talk that redaction has to leave as they are; written as in `spans.py`."""

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
