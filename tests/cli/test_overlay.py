"""An organisation's own statements over the shipped packs, from the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from service.settings import SHIPPED_KB
from tests.cli.conftest import Command

Example = Callable[[str], Path]
OWN = SHIPPED_KB.parent / "examples" / "overlay"
DAY = ("--as-of", "2026-11-22")


def test_the_overlay_of_the_examples_is_sound(duecare: Command) -> None:
    said = duecare("--overlay", OWN, "kb", "check")
    assert said.code == 0 and "acme-policy 2026-10" in said.out


def test_a_value_of_the_organisation_stands_in_the_posture_with_its_policy_and_what_it_replaces(
    duecare: Command, example: Example
) -> None:
    said = duecare("--overlay", OWN, "posture", example("cv-screening"), *DAY)
    assert "has looked: 8 hours (basis: organisational policy) [Acme policy section 2]" in said.out
    assert "replaces 24 hours (basis: engineering judgement)" in said.out


def test_a_control_the_organisation_demands_says_that_policy_requires_it(
    duecare: Command, example: Example
) -> None:
    plain = duecare("posture", example("cv-screening"), *DAY, "--format", "json").json
    own = duecare("--overlay", OWN, "posture", example("cv-screening"), *DAY, "--format", "json").json
    added = {r["control"]: r["status"] for r in own["requirements"]}
    before = {r["control"] for r in plain["requirements"]}
    assert {name: added[name] for name in added.keys() - before} == {"ctl:grounding-check": "policy"}
    assert before <= added.keys()


def test_an_overlay_that_weakens_law_is_refused_with_its_line(
    duecare: Command, example: Example, tmp_path: Path
) -> None:
    policy = (OWN / "policy.ttl").read_text()
    lax = (
        "acme:rule.spared a gov:ExceptionRule ;\n"
        '    skos:prefLabel "Acme spares itself"@en ;\n'
        "    gov:level gov:function ;\n"
        "    gov:encodes acme:section-3 ;\n"
        "    gov:basis gov:organisational-policy ;\n"
        "    gov:condition acme:rule.spared.data ;\n"
        "    gov:defeats <https://w3id.org/duecare/kb/eu-ai-act/rule.high-risk.annex-iii> .\n"
        "acme:rule.spared.data a gov:Condition ;\n"
        "    gov:fact fact:personal-data ;\n"
        "    gov:operator gov:equal ;\n"
        "    gov:value true .\n"
    )
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "policy.ttl").write_text(policy + lax)
    said = duecare("--overlay", tmp_path / "own", "posture", example("cv-screening"), *DAY)
    assert said.code == 2
    assert "overlay/policy.ttl" in said.err and "which rests on law" in said.err


VALUE = """
acme:value.{name} a gov:ParameterValue ;
    gov:valueOf ctl:logging.retention ;
    gov:value {value} ;
    gov:appliesFrom "2026-01-01"^^xsd:date ;
    gov:basis gov:organisational-policy ;
    gov:rationale "So that it is there."@en ;
    gov:cites acme:section-3 ;
{more}    gov:requiredBy <https://w3id.org/duecare/kb/eu-ai-act/obl.keep-logs> .
"""
ROW = (
    "{record}\t{subject}\tgov:satisfiedBy\t\t{control}\tsemapv:ManualMappingCuration"
    "\tduecare:acme\t2026-11-24\t{review}\t0.5\tIt helps.\n"
)


REASONS = {
    "acme:value.days": "It is in d, but ctl:logging.retention is measured in mo.",
    "acme:value.lax": "3 is weaker than 6, which law asks (ctl:logging.retention.keep-logs).",
    "map:a": "aia:obl.keep-log does not exist",
    "map:b": "ctl:loging does not exist",
    "map:c": "duecare:acme reviewed their own mapping.",
}


def write_bad_statements(own: Path) -> dict[str, str]:
    """An overlay with one fault of each kind in `own`; its files with what they say."""
    policy = (OWN / "policy.ttl").read_text()
    policy += VALUE.format(name="days", value=200, more='    gov:unit "d" ;\n')
    policy += VALUE.format(name="lax", value=3, more="")
    shipped = SHIPPED_KB / "mappings" / "eu-ai-act-deployers--controls.sssom.tsv"
    head = [line for line in shipped.read_text().splitlines() if line.startswith(("#", "record_id"))]
    keep, log, signed = "aia:obl.keep-logs", "ctl:logging", "duecare:acme\t2026-11-24\t1.0"
    rows = (
        ROW.format(record="map:a", subject="aia:obl.keep-log", control=log, review="\t\t"),
        ROW.format(record="map:b", subject=keep, control="ctl:loging", review="\t\t"),
        ROW.format(record="map:c", subject=keep, control=log, review=signed),
    )
    files = {"policy.ttl": policy, "own.sssom.tsv": "\n".join(head) + "\n" + "".join(rows)}
    for name, text in files.items():
        (own / name).write_text(text)
    return files


def test_every_kind_of_bad_statement_of_an_overlay_is_refused_with_file_line_and_reason(
    duecare: Command, tmp_path: Path
) -> None:
    files = write_bad_statements(tmp_path)
    said = duecare("--overlay", tmp_path, "kb", "check")
    assert said.code == 2
    for name, reason in REASONS.items():
        (told,) = [line for line in said.out.splitlines() if f" {name}: " in line]
        file, _, rest = told.removeprefix("overlay/").partition(":")
        above = files[file].splitlines()[: int(rest.split(" ")[0])]
        assert reason in told
        assert any(name in line for line in above[-8:])
