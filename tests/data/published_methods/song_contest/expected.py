"""The result of the song contest of policy.bareme. Prints table|row|quantity|value."""

import csv

POINTS = [12, 10, 8, 7, 6, 5, 4, 3, 2, 1]
votes = list(csv.DictReader(open("votes.csv")))
jury, public = {}, {}
for voter in dict.fromkeys(v["voter"] for v in votes):
    own = [v for v in votes if v["voter"] == voter]
    rating = {v["song"]: sum(POINTS[int(v[j]) - 1] for j in "abcde") for v in own if v["a"]}
    rank = lambda values, song: sum(x > values[song] for x in values.values())
    for song in rating:
        jury[song] = jury.get(song, 0) + POINTS[rank(rating, song)]
        print(f"votes|{voter}, {song}|jury_rating|{rating[song]}")
    calls = {v["song"]: int(v["televotes"]) for v in own}
    for song in calls:
        public[song] = public.get(song, 0) + POINTS[rank(calls, song)]
        print(f"votes|{voter}, {song}|awarded.from_public|{POINTS[rank(calls, song)]}")
total = {song: jury[song] + public[song] for song in jury}
for song, points in total.items():
    print(f"songs|{song}|jury_points|{jury[song]}")
    print(f"songs|{song}|public_points|{public[song]}")
    print(f"songs|{song}|result|{points}")
    print(f"songs|{song}|result.rank|{1 + sum(x > points for x in total.values())}")
