"""The yardstick in Python: the study as vectorised numpy, without GRANK.

usage: numpy_study.py cache DIRECTORY    prices.csv to a matrix of prices, one row per security
       numpy_study.py study DIRECTORY    the study on that matrix
"""
import sys
import numpy as np
import pandas as pd

BEFORE, GAP, AFTER = 250, 11, 10
EST, EVENT = BEFORE - GAP + 1, AFTER * 2 + 1


def cache(directory):
    days = pd.Index(pd.read_csv(f"{directory}/market.csv")["date"])
    table = pd.read_csv(f"{directory}/prices.csv", usecols=["symbol", "date", "adj_close"])
    row, symbols = pd.factorize(table["symbol"])
    matrix = np.full((len(symbols), len(days)), np.nan)
    matrix[row, days.get_indexer(table["date"])] = table["adj_close"]
    np.save(f"{directory}/matrix.npy", matrix)
    np.save(f"{directory}/symbols.npy", np.asarray(symbols, dtype="U16"))


def growth(price):
    out = np.full_like(price, np.nan)
    out[..., 1:] = price[..., 1:] / price[..., :-1] - 1
    return out


def study(directory):
    market = pd.read_csv(f"{directory}/market.csv")
    events = pd.read_csv(f"{directory}/events.csv")
    returns = growth(np.load(f"{directory}/matrix.npy"))
    index = growth(market["adj_close"].to_numpy())
    firm = pd.Index(np.load(f"{directory}/symbols.npy")).get_indexer(events["symbol"])
    day = pd.Index(market["date"]).get_indexer(events["date"])
    order = np.argsort(firm, kind="stable")
    firm, day, n = firm[order], day[order], len(order)
    car, scar, csar = np.empty(n), np.empty(n), np.empty(n)
    ranks, sums, positive = np.zeros(EST + EVENT), np.zeros(EST), 0
    for first in range(0, n, 2000):
        part = slice(first, first + 2000)
        at = day[part, None] + np.arange(-BEFORE, AFTER + 1)
        y, x = returns[firm[part, None], at], index[at]
        dx = x - x[:, :EST].mean(1, keepdims=True)
        dy = y - y[:, :EST].mean(1, keepdims=True)
        sxx = (dx[:, :EST] ** 2).sum(1, keepdims=True)
        ar = dy - (dx[:, :EST] * dy[:, :EST]).sum(1, keepdims=True) / sxx * dx
        u, w, wx = ar[:, :EST], ar[:, EST:], dx[:, EST:]
        sigma = np.sqrt((u**2).sum(1) / (EST - 2))
        car[part] = w.sum(1)
        csar[part] = (w / np.sqrt(1 + 1 / EST + wx**2 / sxx)).sum(1) / sigma
        scar[part] = car[part] / (sigma * np.sqrt(EVENT + EVENT**2 / EST + wx.sum(1) ** 2 / sxx[:, 0]))
        sums += (u / sigma[:, None]).sum(0)
        positive += (u > 0).sum()
        ranks += (ar.argsort(1).argsort(1) - (EST + EVENT - 1) / 2).sum(0)
    share = positive / (n * EST)
    bmp = scar.mean() / scar.std(ddof=1) * np.sqrt(n)
    rbar = ((sums**2).sum() / (EST - 1) - n) / (n * (n - 1))
    for name, value in {
        "caar": car.mean(),
        "csect_t": car.mean() / car.std(ddof=1) * np.sqrt(n),
        "patell_z": csar.sum() / np.sqrt(n * EVENT * (EST - 2) / (EST - 4)),
        "bmp_t": bmp,
        "kp_t_event_time": bmp * np.sqrt((1 - rbar) / (1 + (n - 1) * rbar)),
        "corrado_z": ranks[EST:].sum() / np.sqrt(EVENT * (ranks**2).mean()),
        "gsign_z": ((car > 0).sum() - n * share) / np.sqrt(n * share * (1 - share)),
    }.items():
        print(name, value)


if __name__ == "__main__":
    {"cache": cache, "study": study}[sys.argv[1]](sys.argv[2])
