"""The last days of a paper's retention: years counted from the end of its year or from its day, leap days and all."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkeg.papers import archive
from renkeg.papers.retention import Nasib, Rule, Schedule, Since

days = st.dates(date(1990, 1, 1), date(2150, 12, 31))
years = st.integers(0, 100)
rules = st.builds(
    Rule,
    kode=st.just("PR"),
    uraian=st.just("Contoh"),
    aktif=years,
    inaktif=years,
    sejak=st.sampled_from(Since),
    nasib=st.sampled_from(Nasib),
    dasar=st.just("contoh"),
)


def rule(aktif: int, inaktif: int, sejak: Since = Since.YEAR_END, kode: str = "") -> Rule:
    return Rule(kode, "Contoh", aktif, inaktif, sejak, Nasib.MUSNAH, "contoh")


@pytest.mark.parametrize(
    ("day", "sejak", "aktif_until", "kept_until"),
    [
        (date(2027, 1, 1), Since.YEAR_END, date(2029, 12, 31), date(2034, 12, 31)),
        (date(2027, 12, 31), Since.YEAR_END, date(2029, 12, 31), date(2034, 12, 31)),
        (date(2028, 2, 29), Since.YEAR_END, date(2030, 12, 31), date(2035, 12, 31)),
        (date(2027, 3, 15), Since.DAY, date(2029, 3, 15), date(2034, 3, 15)),
        (date(2028, 2, 29), Since.DAY, date(2030, 2, 28), date(2035, 2, 28)),
        (date(2025, 2, 28), Since.DAY, date(2027, 2, 28), date(2032, 2, 28)),
    ],
)
def test_two_years_active_and_five_inactive(day: date, sejak: Since, aktif_until: date, kept_until: date) -> None:
    one = rule(2, 5, sejak)
    assert (one.aktif_until(day), one.inaktif_until(day)) == (aktif_until, kept_until)


def test_no_years_at_all_still_last_to_the_end_of_the_day_or_year() -> None:
    assert rule(0, 0, Since.DAY).inaktif_until(date(2028, 2, 29)) == date(2028, 2, 29)
    assert rule(0, 0).inaktif_until(date(2028, 2, 29)) == date(2028, 12, 31)


@given(rules, days)
def test_the_two_ends_never_come_before_the_paper_nor_in_the_wrong_order(one: Rule, day: date) -> None:
    assert day <= one.aktif_until(day) <= one.inaktif_until(day)


@given(rules, days, st.integers(1, 40_000))
def test_a_younger_paper_is_never_kept_shorter(one: Rule, day: date, later: int) -> None:
    assert one.inaktif_until(day) <= one.inaktif_until(day + timedelta(days=later))


@given(rules, days, st.integers(-3, 3), st.integers(0, 210))
def test_a_query_and_a_paper_agree_on_every_day(one: Rule, day: date, off: int, around: int) -> None:
    """What the database is asked and what is said of a single paper are one truth, also around its last days."""
    for until, earliest in (
        (one.aktif_until(day), one.earliest_aktif),
        (one.inaktif_until(day), one.earliest_kept),
    ):
        for today in (until + timedelta(days=off), day + timedelta(days=around * 366)):
            assert (today <= until) == (earliest(today) <= day), (day, today)


@given(st.integers(2001, 2099), years, st.sampled_from(Since))
def test_around_every_leap_day_and_year_end_they_agree_too(year: int, count: int, sejak: Since) -> None:
    one = rule(count, 0, sejak)
    born = [date(year, 2, 28), date(year, 3, 1), date(year, 12, 31), date(year, 1, 1)]
    born += [date(year, 2, 29)] if year % 4 == 0 else []
    for day in born:
        for offset in (-2, -1, 0, 1, 2):
            today = one.aktif_until(day) + timedelta(days=offset)
            assert (today <= one.aktif_until(day)) == (one.earliest_aktif(today) <= day), (day, today)


def test_a_code_falls_under_the_nearest_row_above_it() -> None:
    schedule = Schedule.of([rule(1, 1), rule(2, 2, kode="PR"), rule(3, 3, kode="PR.02")])
    found = {kode: schedule.rule(kode).aktif for kode in ("PR.02.2", "PR.02", "PR.03.1", "PR", "PRX.02", "KU.01", "")}
    assert found == {"PR.02.2": 3, "PR.02": 3, "PR.03.1": 2, "PR": 2, "PRX.02": 1, "KU.01": 1, "": 1}


def test_a_jra_without_a_row_for_everything_else_is_none() -> None:
    with pytest.raises(KeyError):
        Schedule.of([rule(1, 1, kode="PR")])


def test_what_comes_with_the_program_names_its_years_as_the_offices_own() -> None:
    assert {one.kode for one in archive.supplied()} >= {"", "PR.02"}
    assert {(one.aktif, one.inaktif) for one in archive.supplied()} == {(2, 5)}
    assert {one.dasar for one in archive.supplied()} == {"PKPU 17/2016, tahun diisi kantor"}
