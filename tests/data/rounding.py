"""Decimal rounding computed with Python's decimal module: python3 tests/data/rounding.py > tests/data/rounding.csv

repr() of a float is the shortest decimal number that reads back as it, which is what Bareme rounds.
"""
import random
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, getcontext

getcontext().prec = 60
random.seed(2015)

cases = [("1.005", 2), ("0.285", 2), ("0.95", 2), ("0.95", 1), ("2.675", 2), ("1.15", 1), ("0.5", 0), ("1.5", 0), ("2.5", 0),
         ("-0.5", 0), ("-1.005", 2), ("0.045", 2), ("1e-7", 3), ("5e-324", 15), ("9007199254740991.5", 0), ("4503599627370495.5", 0),
         ("123456789012.345", 2), ("999.9995", 3), ("0.9999999999999999", 15), ("0.1", 15), ("1e15", 15), ("4194304.00000005", 7)]
for _ in range(600):
    decimals = random.randint(0, 8)
    # A tie as an author would write it.
    cases.append((f"{random.randint(-9999, 9999)}.{random.randint(0, 10 ** decimals - 1):0{decimals}d}5" if decimals
                  else f"{random.randint(-9999, 9999)}.5", decimals))
for _ in range(600):
    cases.append((repr(random.uniform(-1, 1) * 10 ** random.randint(-6, 12)), random.randint(0, 15)))

print("x,decimals,half_up,half_even")
for text, decimals in cases:
    x = Decimal(repr(float(text)))
    unit = Decimal(1).scaleb(-decimals)
    up, even = (float(x.quantize(unit, rounding=mode)) for mode in (ROUND_HALF_UP, ROUND_HALF_EVEN))
    print(f"{float(text)!r},{decimals},{up!r},{even!r}")
