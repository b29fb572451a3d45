"""How a peer's test cell judges an answer: numbers in range, dates, choices, wordings."""

import re


def share(question: dict, answer: str) -> float:
    """What part of a question's points an answer is worth, from 0 to 1."""
    if question["kind"] in ("empty", "given"):
        return float(bool(answer) == (question["kind"] == "given"))
    return JUDGES[question["kind"]](question["accept"], answer) if answer else 0.0


def number(accept: list, answer: str) -> float:
    """The first figure lies in one of the ranges."""
    found = re.search(r"-?\d+(?:\.\d+)?", answer.replace(",", ""))
    return float(found is not None and any(low <= float(found[0]) <= high for low, high in accept))


def day(accept: list, answer: str) -> float:
    """It is one of the dates."""
    return float(digits(answer) in map(digits, accept))


def choice(accept: list, answer: str) -> float:
    """It is one of the choices."""
    return float(answer in accept)


def text(accept: list, answer: str) -> float:
    """The share of the ideas of which some pattern has each of its parts in one of its wordings."""
    folded = answer.lower()

    def told(pattern: list) -> bool:
        return all(any(words.strip() in folded for words in part) for part in pattern)

    return sum(any(map(told, idea)) for idea in accept) / len(accept)


def digits(date: str) -> str:
    """The figures of a date, with the month's number for its name."""
    months = "jan feb mar apr may jun jul aug sep oct nov dec"
    named = re.fullmatch(r"(\d{1,2}) ([A-Za-z]{3})[a-z]* (\d{4})", date.strip())
    if named:
        month = months.index(named[2].lower()) // 4 + 1
        return f"{named[3]}{month:02}{int(named[1]):02}"
    return "".join(part.zfill(2) for part in re.findall(r"\d+", date))


JUDGES = {"number": number, "day": day, "choice": choice, "text": text}
