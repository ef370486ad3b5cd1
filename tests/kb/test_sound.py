"""What looks odd but is sound loads: the other side of the negative twins."""

from __future__ import annotations

import pytest

from engine.loading.loader import read_knowledge_base
from engine.mappings import NEEDED
from tests.kb.twins import Twin, base

RULE = 'skos:prefLabel "Made up"@en ; gov:encodes aia:art_1'

SOUND = (
    Twin(
        name="an exception to an exception may read what is concluded about another level",
        new=f"aia:rule.back a gov:ExceptionRule ; {RULE} ; gov:level gov:function ;\n"
        "    gov:condition aia:rule.back.role ; gov:defeats aia:rule.narrow .\n"
        "aia:rule.back.role a gov:Condition ; gov:fact fact:role ; gov:operator gov:any-of ;\n"
        "    gov:value term:role.deployer .",
    ),
    Twin(
        name="the same conditions may lead to two tiers where one prevails over the other through a third",
        new=f"aia:rule.top a gov:ClassificationRule ; {RULE} ; gov:level gov:function ;\n"
        "    gov:condition aia:rule.top.purpose ; gov:concludes aia:tier.top .\n"
        "aia:rule.top.purpose a gov:Condition ; gov:fact fact:purposes ; gov:operator gov:any-of ;\n"
        "    gov:value term:purpose.hr .\n"
        'aia:tier.top a gov:Tier ; skos:inScheme scheme:tier ; skos:prefLabel "Top"@en ;\n'
        "    gov:prevailsOver aia:tier.middle .\n"
        'aia:tier.middle a gov:Tier ; skos:inScheme scheme:tier ; skos:prefLabel "Middle"@en ;\n'
        "    gov:prevailsOver aia:tier.notice .\n"
        'aia:window.top a gov:ApplicationWindow ; skos:prefLabel "Top"@en ; gov:introducedBy aia:act ;\n'
        "    gov:windowFor aia:tier.top , aia:tier.middle ; gov:statedIn aia:art_1 ;\n"
        '    gov:appliesFrom "2026-08-02"^^xsd:date .',
    ),
    Twin(
        name="the same conditions may lead to another tier once an instrument repealed the first rule",
        new=f"aia:rule.old a gov:ClassificationRule ; {RULE} ; gov:level gov:function ;\n"
        "    gov:condition aia:rule.old.purpose ; gov:concludes aia:tier.high ;\n"
        "    gov:repealedBy aia:amending-act .\n"
        "aia:rule.old.purpose a gov:Condition ; gov:fact fact:purposes ; gov:operator gov:any-of ;\n"
        "    gov:value term:purpose.hiring .\n"
        f"aia:rule.new a gov:ClassificationRule ; {RULE} ; gov:level gov:function ;\n"
        "    gov:condition aia:rule.new.purpose ; gov:concludes aia:tier.notice ;\n"
        "    gov:introducedBy aia:amending-act .\n"
        "aia:rule.new.purpose a gov:Condition ; gov:fact fact:purposes ; gov:operator gov:any-of ;\n"
        "    gov:value term:purpose.hiring .",
    ),
    Twin(
        name="a tier above others needs no window of its own",
        file="base.ttl",
        old="aia:tier.notice a gov:Tier ; skos:inScheme scheme:tier ;",
        new='aia:tier.any a gov:Tier ; skos:inScheme scheme:tier ; skos:prefLabel "Any"@en .\n'
        "aia:tier.notice a gov:Tier ; skos:inScheme scheme:tier ; skos:broader aia:tier.any ;",
    ),
    Twin(
        name="a label may be said in another language too",
        file="base.ttl",
        old='skos:prefLabel "Hiring"@en ;',
        new='skos:prefLabel "Hiring"@en , "Einstellung"@de ;',
    ),
    Twin(
        name="a list may be set",
        old="ctl:human-review.interval , ctl:human-review.deadline .",
        new="ctl:human-review.interval , ctl:human-review.deadline , ctl:human-review.topics .\n"
        'ctl:human-review.topics a gov:Parameter ; skos:prefLabel "Topics"@en ;\n'
        '    gov:valueType "text" ; gov:many true ;\n'
        "    gov:stricter gov:union ; gov:parameterValue ctl:human-review.topics.default .\n"
        'ctl:human-review.topics.default a gov:ParameterValue ; gov:value "b" , "a"@en ;\n'
        "    gov:basis gov:guidance ;\n"
        '    gov:appliesFrom "2024-08-01"^^xsd:date ; gov:rationale "Made up."@en .',
    ),
)


@pytest.mark.parametrize("twin", SOUND, ids=lambda twin: twin.name)
def test_what_is_sound_loads(twin: Twin) -> None:
    assert twin.files() != base()
    assert [str(fault) for fault in twin.faults()] == []


def test_a_mapping_row_may_say_that_nothing_was_found() -> None:
    row = "map:3 aia:obl.oversee gov:satisfiedBy sssom:NoTermFound semapv:Manual duecare:project 2026-11-22"
    head = base()["base.sssom.tsv"].decode().partition("record_id")[0]
    table = "\t".join((*NEEDED, "predicate_modifier")) + "\n" + "\t".join((*row.split(), "Not")) + "\n"
    reading = read_knowledge_base(base() | {"gap.sssom.tsv": (head + table).encode()})
    assert reading.faults == ()
    assert [mapping.negated for mapping in reading.draft.knowledge_base.mappings] == [False, False, True]
    without = read_knowledge_base(base() | {"gap.sssom.tsv": (head + table.replace("Not\n", "\n")).encode()})
    assert "sssom:NoTermFound does not exist" in without.faults[0].message
