"""What ok/compared_with_a_row.bareme must give. Run: python compared.py"""

SCORES = {
    ("AT", 2019): 90, ("EU", 2019): 60, ("BE", 2019): 75,
    ("AT", 2020): 100, ("EU", 2020): 80, ("BE", 2020): 60, ("AT", 2021): 50,
}
for (country, year), x in SCORES.items():
    eu = SCORES.get(("EU", year))
    print(country, year, x / eu if eu else None, x / SCORES["EU", 2019])

JOBS = {("P", "farms"): 10, ("Q", "farms"): 20, ("P", "mills"): 300, ("Q", "mills"): 100}
for (place, sector), x in JOBS.items():
    print(place, sector, x / JOBS["Q", sector], x / JOBS[place, "farms"], x / JOBS["P", "mills"])
