"""Figures of usage as one page that a director reads: no script, no network."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Any

from flows.usage import charts
from flows.usage.page_texts import day, notes, number, percent, said

Json = Mapping[str, Any]
_MOST_NAMED = 4
"""Use cases that the summary names."""
_FOLLOWED = 4
"""Weeks after which the summary looks who came back."""


def as_html(report: Json, language: str) -> str:
    page = _Page(report, language)
    heading = escape(said(language, "heading"))
    style = files("flows.usage").joinpath("page.css").read_text("utf-8")
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{heading}</title><style>{style}</style></head><body>{page.body()}</body></html>\n"
    )


class _Page:
    def __init__(self, report: Json, language: str) -> None:
        self.report, self.language = report, language
        self.titles = {one["use_case"]: one["title"] for one in report["baselines"]}
        self.is_quarter = report["whole"]["reviews"] is not None

    def say(self, text: str, **values: Any) -> str:
        return escape(said(self.language, text, **values))

    def count(self, value: float | None, places: int = 0) -> str:
        return number(value, self.language, places)

    def share(self, value: float | None, places: int = 0) -> str:
        return percent(value, self.language, places)

    def body(self) -> str:
        if not self.report["weeks"] or not self.report["parts"]:
            return f"{self._head()}<p>{self.say('nothing')}</p>"
        return "".join(
            (
                self._head(),
                self._minute(),
                self._section("weekly", charts.weekly(self.report["weeks"], self.language)),
                self._uses(),
                self._saved() if self.is_quarter else f"<p>{self.say('by_quarter')}</p>",
                self._depth(),
                self._cohorts(),
                self._entities(),
                self._notes(),
            )
        )

    def _head(self) -> str:
        period = self.report["period"]
        days = {name: day(period[name], self.language) for name in ("first", "last")}
        whose = escape(self.report["entity"] or said(self.language, "group"))
        partial = ""
        if 0 < period["counted"] < period["weeks"]:
            partial = f" {self.say('partial', **{n: period[n] for n in ('counted', 'weeks')})}"
        return (
            f"<header><h1>{self.say('heading')}</h1><p><b>{whose}</b> · "
            f"{self.say('period', name=period['name'], **days)}{partial}</p></header>"
        )

    # The summary

    def _minute(self) -> str:
        cards = (
            ("what", self._what()),
            ("by_whom", self._by_whom()),
            ("trusted", self._trusted()),
            ("worth", self._worth()),
        )
        shown = "".join(
            f"<article><h3>{self.say(name)}</h3>{text}</article>" for name, text in cards
        )
        return f'<section><h2>{self.say("minute")}</h2><div class="cards">{shown}</div></section>'

    def _what(self) -> str:
        questions = self.report["whole"]["questions"]
        answers, left = questions["answered"], questions["answered_share"]
        each = sorted(
            ((self._title(one), one["questions"]["answered"]) for one in self.report["use_cases"]),
            key=lambda one: -one[1],
        )
        rest = sum(count for _, count in each[_MOST_NAMED:])
        named = [*each[:_MOST_NAMED], *([("…", rest)] if rest else [])]
        abstained = self.share(None if left is None else 1 - left)
        text = self.say("what_said", answers=self.count(answers), abstained=abstained)
        return f"<p>{text}</p>{charts.parts_of(named, self.language)}"

    def _by_whom(self) -> str:
        told = self.report["whole"]["activity"]
        values = {name: self.count(told[of]) for name, of in _ACTIVE.items()}
        lines = [f"<strong>{self.share(told['share'])}</strong>"]
        lines.append(self.say("by_whom_said", **values, share=self.share(told["share"], 1)))
        shares = [one["share"] for one in self.report["weeks"] if one["share"] is not None]
        if len(shares) > 1:
            ends = {"first": self.share(shares[0]), "last": self.share(shares[-1])}
            lines.append(self.say("trend", **ends))
        for one in self.report["whole"]["retention"]:
            if one["after"] == _FOLLOWED:
                n = self.count(one["began"])
                lines.append(self.say("stays", share=self.share(one["share"]), n=n))
        return _paragraphs(lines)

    def _trusted(self) -> str:
        whole, lines = self.report["whole"], []
        if self.is_quarter:
            lines.append(self._accepted(whole["reviews"]))
            lines.append(self._satisfied(whole["satisfaction"], whole["questions"]["answered"]))
        per = self.count(whole["citations"]["per_answer"], 2)
        lines.append(self.say("opened", per=per))
        if not self.is_quarter:
            lines.append(self.say("by_quarter"))
        elif whole["reviews"]["reviewed_twice"]:
            lines.append(self._agreed(whole["reviews"]))
        top = whole["reviews"]["acceptance_share"] if self.is_quarter else None
        return _paragraphs([f"<strong>{self.share(top)}</strong>" if top else "", *lines])

    def _accepted(self, reviews: Json) -> str:
        if not reviews["reviewed"]:
            return self.say("no_reviews")
        bounds = {name: self.share(reviews[f"acceptance_{name}"], 1) for name in ("low", "high")}
        share = self.share(reviews["acceptance_share"], 1)
        return self.say("accepted", share=share, n=self.count(reviews["reviewed"]), **bounds)

    def _satisfied(self, told: Json, answers: int) -> str:
        if not told["ratings"]:
            return self.say("no_ratings")
        rate = self.share(told["ratings"] / answers if answers else None, 1)
        share, n = self.share(told["satisfied_share"]), self.count(told["ratings"])
        return self.say("satisfied", share=share, n=n, rate=rate)

    def _agreed(self, reviews: Json) -> str:
        more = ""
        if reviews["kappa"] is not None:
            more = said(self.language, "kappa_said", kappa=self.count(reviews["kappa"], 2))
        share, n = self.share(reviews["agreement_share"]), self.count(reviews["reviewed_twice"])
        return self.say("kappa", share=share, n=n, kappa=more)

    def _worth(self) -> str:
        if not self.is_quarter:
            return f"<p>{self.say('by_quarter')}</p>"
        told = self.report["whole"]["time_saved"]
        if not told["completions"]:
            return f"<p>{self.say('worth_none')}</p>"
        low, high = self.count(told["hours_low"]), self.count(told["hours_high"])
        n, timed = self.count(told["completions"]), self.count(told["timed"])
        share = self.share(told["timed"] / told["completions"])
        return _paragraphs(
            [
                f"<strong>{low} – {high} h</strong>",
                self.say("worth_said", low=low, high=high, n=n),
                self.say("worth_how"),
                self.say("worth_from", methods=self._methods()),
                self.say("worth_net", timed=timed, share=share),
            ]
        )

    def _methods(self) -> str:
        """How much of the hours rests on baselines of each method, most first."""
        hours: dict[str, float] = {}
        for one in self.report["baselines"]:
            hours[one["method"]] = hours.get(one["method"], 0) + max(0, one["hours_high"])
        whole = sum(hours.values()) or 1
        return ", ".join(
            f"{said(self.language, method)} ({self.share(some / whole)})"
            for method, some in sorted(hours.items(), key=lambda pair: -pair[1])
            if some
        )

    # The tables

    def _uses(self) -> str:
        shown = [one for one in self.report["use_cases"] if _is_used(one)]
        shown.sort(key=lambda one: -one["activity"]["person_weeks"])
        return self._section("uses", self._table("use_case", shown, self._title))

    def _entities(self) -> str:
        shown = self.report["entities"]
        if self.report["entity"] is not None:
            return ""
        return self._section("entities", self._table("entity", shown, lambda one: one["entity"]))

    def _table(self, head: str, rows: Sequence[Json], name: Callable[[Json], str]) -> str:
        columns = [head, "col_active", "col_share", "col_depth", "col_opened"]
        if self.is_quarter:
            columns += ["col_accepted", "col_agreed", "col_satisfied", "col_hours"]
        heads = "".join(f"<th>{self.say(one)}</th>" for one in columns)
        lines = "".join(
            f"<tr><th>{escape(name(one))}</th>{''.join(self._cells(one))}</tr>" for one in rows
        )
        notes = f"{self.say('withheld_note', k=self.report['k'])} {self.say('dagger')}"
        return (
            f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody>'
            f'</table></div><p class="note">{notes}</p>'
        )

    def _cells(self, one: Json) -> list[str]:
        active, depth, opened = one["activity"], one["depth"], one["citations"]
        # Of the few weeks that are large enough, or of nobody, a mean would be none of the quarter.
        is_known = active["told"] > active["withheld"]
        cells = [
            self._cell(self.count(active["per_week"]), active, is_known),
            self._cell(self.share(active["share"]), active, is_known),
            self._cell(self.count(depth["mean"], 1), depth, depth["mean"] is not None),
            self._cell(self.count(opened["per_answer"], 2), opened, bool(opened["answers"])),
        ]
        if not self.is_quarter:
            return cells
        reviews, ratings, saved = one["reviews"], one["satisfaction"], one["time_saved"]
        hours = f"{self.count(saved['hours_low'])} – {self.count(saved['hours_high'])}"
        return [
            *cells,
            self._of(reviews["acceptance_share"], reviews["reviewed"], reviews["withheld"]),
            self._of(reviews["agreement_share"], reviews["reviewed_twice"], 0),
            self._of(ratings["satisfied_share"], ratings["ratings"], ratings["withheld"]),
            self._cell(hours, saved, bool(saved["completions"])),
        ]

    def _cell(self, text: str, told: Json, is_told: bool) -> str:
        if not is_told:
            return self._untold(told["withheld"])
        return f"<td>{text}{'<sup>†</sup>' if told['withheld'] else ''}</td>"

    def _of(self, share: float | None, n: int, withheld: int) -> str:
        if not n:
            return self._untold(withheld)
        more = f"<small>n = {self.count(n)}</small>"
        return f"<td>{self.share(share)}{'<sup>†</sup>' if withheld else ''} {more}</td>"

    def _untold(self, withheld: int) -> str:
        return f'<td class="withheld">{self.say("withheld")}</td>' if withheld else "<td>–</td>"

    def _saved(self) -> str:
        rows = sorted(self.report["baselines"], key=lambda one: -one["hours_high"])
        top = max((one["hours_high"] for one in rows), default=0)
        columns = ("use_case", "col_hours", "col_completions", "col_baseline", "col_method")
        heads = "".join(f"<th>{self.say(one)}</th>" for one in columns)
        lines = "".join(self._saved_line(one, top) for one in rows)
        return self._section(
            "saved",
            f'<p>{self.say("saved_said")}</p><div class="wide"><table class="saved"><thead><tr>'
            f"{heads}</tr></thead><tbody>{lines}</tbody></table></div>",
        )

    def _saved_line(self, one: Json, top: float) -> str:
        if one["completions"]:
            low, high = one["hours_low"], one["hours_high"]
            hours = (
                f"<td>{charts.spread(low, high, top)}{self.count(low)} – {self.count(high)} h</td>"
            )
        else:
            hours = self._untold(one["withheld"])
        by = {"none": "verified_people", "sampled": "verified_sampled"}
        how = by.get(one["supervision"], "verified_review")
        verified = self.say(how, share=self.share(one["share"]))
        timed = one["timed"]
        net = self.say("net", n=self.count(timed)) if timed else self.say("gross")
        mark = "<sup>†</sup>" if one["withheld"] else ""
        minutes = " – ".join(self.count(one[f"minutes_{end}"]) for end in ("low", "high"))
        method = f"{self.say(one['method'])}, {self.say('sample', n=self.count(one['sample']))}"
        return (
            f"<tr><th>{escape(one['title'])} <small>{one['version'][:8]}</small></th>{hours}"
            f"<td>{self.count(one['completions'])}{mark} <small>{verified} · {net}</small></td>"
            f"<td>{minutes}</td><td>{method}<small>{escape(one['how'])}</small></td></tr>"
        )

    def _depth(self) -> str:
        depth = self.report["whole"]["depth"]
        whole = sum(one["person_weeks"] for one in depth["classes"])
        if not whole:
            return ""
        bars = "".join(
            f'<li class="{"median" if rank == depth["median_class"] else ""}">'
            f"<span>{self._class(one)}</span><b>{self.share(one['person_weeks'] / whole)}</b>"
            f'<i style="--part:{one["person_weeks"] / whole:.3f}"></i></li>'
            for rank, one in enumerate(depth["classes"])
        )
        text = self.say("depth_said", turns=self.count(depth["turns"], 1))
        n = f"n = {self.count(whole)} {self.say('people')}"
        return self._section(
            "depth", f'<p>{text} <small>{n}</small></p><ul class="parts classes">{bars}</ul>'
        )

    def _class(self, one: Json) -> str:
        if one["to"] is None:
            return self.say("class_from", first=one["from"])
        if one["to"] == one["from"]:
            return self.say("class_one", first=one["from"])
        return self.say("class_from_to", first=one["from"], last=one["to"])

    def _cohorts(self) -> str:
        rows = self.report["cohorts"]
        grid = charts.cohorts(rows, self.language) if rows else self.say("no_cohorts")
        return self._section("cohorts", f"<p>{self.say('cohorts_said')}</p>{grid}")

    def _notes(self) -> str:
        methods, unknown = (
            "".join(f"<li>{escape(one)}</li>" for one in notes(self.language, name, **known))
            for name, known in (("method_notes", {"k": self.report["k"]}), ("unknown_notes", {}))
        )
        made = self.say("made", at=day(self.report["made_at"], self.language))
        return (
            f'<section class="notes"><h2>{self.say("unknown")}</h2><ul>{unknown}</ul>'
            f"<h2>{self.say('methods')}</h2><ul>{methods}</ul><p>{made}</p></section>"
        )

    def _section(self, name: str, inside: str) -> str:
        return f"<section><h2>{self.say(name)}</h2>{inside}</section>"

    def _title(self, one: Json) -> str:
        use_case = one["use_case"]
        if use_case is None:
            return said(self.language, "none")
        return str(self.titles.get(use_case, use_case))


_ACTIVE = {"active": "per_week", "entitled": "entitled"}


def _is_used(one: Json) -> bool:
    return bool(one["activity"]["entitled_weeks"] or one["activity"]["withheld"])


def _paragraphs(lines: Sequence[str]) -> str:
    """Text that is escaped already."""
    return "".join(f"<p>{line}</p>" for line in lines if line)
