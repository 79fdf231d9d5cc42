"""Freedom in the World of policy.bareme. Prints table|row|quantity|value."""

import csv

WORDS = ["one", "two", "three", "four", "five", "six", "seven"]
# By political rights from 1 to 7 (lines) and civil liberties from 1 to 7.
STATUS = ["FFFPPPP", "FFFPPPP", "FFPPPPP", "PPPPPPP", "PPPPPNN", "PPPPNNN", "PPPPNNN"]
NAMES = {"F": "free", "P": "partly", "N": "not_free"}

for row in csv.DictReader(open("countries.csv")):
    def points(letters):
        return sum(int(v) for k, v in row.items() if len(k) == 2 and k[0] in letters)

    political, civil = points("abc") + int(row["discretionary"]), points("defg")
    pr = sum(political < border for border in (36, 30, 24, 18, 12, 6))
    cl = sum(civil < border for border in (53, 44, 35, 26, 17, 8))
    democracy = points("a") >= 7 and political >= 20 and civil >= 30
    results = {
        "fiw": political + civil,
        "fiw.political": political,
        "fiw.political.govern": points("c") + int(row["discretionary"]),
        "pr": WORDS[pr],
        "cl": WORDS[cl],
        "status": NAMES[STATUS[pr][cl]],
        "average": (pr + cl + 2) / 2,
        "democracy": "yes" if democracy else "no",
    }
    for name, value in results.items():
        print(f"countries|{row['country']}|{name}|{value}")
