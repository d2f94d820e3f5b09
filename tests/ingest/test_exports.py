"""Exports of newspaper databases: many articles in one text, each with what is stated of it."""

from __future__ import annotations

import io
import zipfile

import pytest

from search.article import RawArticle, Skipped
from search.ingest import Limits
from tests.ingest.conftest import articles, only, told

LONG = "The strike is over, both sides said on Monday in Halin, where ferries had lain"
NEXIS = f"""\ufeff


Download Request: Selected Items: 1-2
Time Of Request: Friday, June 23, 2017  16:51:31

                               1 of 2 DOCUMENTS


                            The Gazette (Halin)

                            June 20, 2017 Tuesday
                                   Edition 1;
                                    Scotland

Strike ends:
Ferries to sail again

BYLINE: By ANN LEE

SECTION: NEWS; Pg. 3

LENGTH: 1,355 words

DATELINE: HALIN

{LONG}
idle for a week.

"Yes," said Ann Ray.
NOTE: the ferry line, too, gave in.

GRAPHIC: The harbour on Monday

The mayor, left

LOAD-DATE: June 21, 2017

LANGUAGE: ENGLISH; FRENCH

PUBLICATION-TYPE: Newspaper


                       Copyright 2017 Gazette Limited
                              All Rights Reserved

                               2 of 2 DOCUMENTS

                    Copyright 2005 The Halin Post Company
                               The Halin Post

                            21 juin 2017 mercredi

LENGTH: 20 words

HEADLINE: Mayor resigns

BODY:
He resigned.

LOAD-DATE: June 22, 2017
"""


def test_nexis_as_it_was(reads):
    strike, mayor = articles(reads("a.txt", NEXIS))
    assert strike.kind == "record"
    assert strike.title == "Strike ends: Ferries to sail again"
    assert (strike.outlet, strike.stated_by["outlet"]) == (
        "The Gazette (Halin)",
        "nexis:publication",
    )
    assert (strike.date, strike.author) == ("June 20, 2017 Tuesday", "ANN LEE")
    assert (strike.section, strike.lang) == ("NEWS", "ENGLISH")
    assert strike.text == (
        f'{LONG} idle for a week.\n\n"Yes," said Ann Ray.\nNOTE: the ferry line, too, gave in.'
    )
    assert strike.notes == {
        "page": "3",
        "length": "1,355 words",
        "dateline": "HALIN",
        "edition": "Edition 1; Scotland",
        "graphic": "The harbour on Monday The mayor, left",
        "load-date": "June 21, 2017",
        "publication-type": "Newspaper",
        "copyright": "Copyright 2017 Gazette Limited All Rights Reserved",
    }
    assert (mayor.title, mayor.text, mayor.outlet) == (
        "Mayor resigns",
        "He resigned.",
        "The Halin Post",
    )
    assert mayor.date == "21 juin 2017 mercredi"
    assert mayor.notes["copyright"] == "Copyright 2005 The Halin Post Company"


def test_each_article_of_an_export_has_its_line(reads):
    assert [one.source.line for one in articles(reads("a.txt", NEXIS))] == [7, 47]


def test_a_paragraph_like_a_label_does_not_end_the_body(reads):
    update = "UPDATE: more to come.\n\n" + "And so it went on.\n\n" * 9
    strike = articles(reads("a.txt", NEXIS.replace("idle for a week.", f"idle.\n\n{update}")))[0]
    assert strike.text.count("And so it went on.") == 9
    assert "UPDATE: more to come." in strike.text
    assert strike.notes["load-date"] == "June 21, 2017"


GERMAN = """
                              Dokument 1 von 1

                           Halin Zeitung

                         Dienstag 20.Juni 2017

Streik beendet

AUTOR: von Ann Müller

RUBRIK: POLITIK; S. 3

LÄNGE: 355 Wörter

Der Streik ist vorüber, sagte Bürgermeister Müller.

UPDATE: 21. Juni 2017

SPRACHE: GERMAN; DEUTSCH

PUBLICATION-TYPE: Zeitung

                    Copyright 2017 Halin Zeitung
                        Alle Rechte Vorbehalten
"""


def test_nexis_in_german(reads):
    one = only(reads("a.txt", GERMAN.encode("cp1252")))
    assert (one.title, one.outlet) == ("Streik beendet", "Halin Zeitung")
    assert (one.author, one.section, one.lang) == ("Ann Müller", "POLITIK", "GERMAN")
    assert one.text == "Der Streik ist vorüber, sagte Bürgermeister Müller."
    assert one.date == "Dienstag 20.Juni 2017"
    assert (one.notes["load-date"], one.notes["page"]) == ("21. Juni 2017", "3")


UNI = """
User Name: Ann
Date and Time: Friday, 23 June 2017 09:31:00 CEST
Job Number: 00000001
Documents (2)
1. Strike ends
Client/Matter: -None-
Search Terms: strike
Narrowed by:

2. Mayor resigns
Client/Matter: -None-

Strike ends
The Gazette
June 20, 2017 Tuesday 9:20 AM GMT
First Edition

Copyright 2017 The Gazette All Rights Reserved

Section: NEWS; Pg. 3
Length:\u00a0355 words
Byline: Ann Lee
Highlight: Ferries to sail again
Body

The strike is over, both sides said.

Section by section: ferries sail again.
Classification

Language: ENGLISH

Subject: STRIKES (90%)

Load-Date: June 21, 2017

End of Document


Bürgermeister geht
Halin Zeitung
Mittwoch 21. Juni 2017

Länge: 20 Wörter
Body

Er geht.

Load-Date: June 22, 2017

End of Document
"""


def test_nexis_uni(reads):
    strike, mayor = articles(reads("a.txt", UNI))
    assert (strike.title, strike.outlet, strike.author) == (
        "Strike ends",
        "The Gazette",
        "Ann Lee",
    )
    assert strike.date == "June 20, 2017 Tuesday 9:20 AM GMT"
    assert strike.text == (
        "The strike is over, both sides said.\n\nSection by section: ferries sail again."
    )
    assert (strike.section, strike.lang) == ("NEWS", "ENGLISH")
    assert strike.notes["page"] == "3"
    assert strike.notes["edition"] == "First Edition"
    assert strike.notes["subject"] == "STRIKES (90%)"
    assert strike.notes["load-date"] == "June 21, 2017"
    assert strike.notes["highlight"] == "Ferries to sail again"
    assert (mayor.title, mayor.outlet, mayor.text) == (
        "Bürgermeister geht",
        "Halin Zeitung",
        "Er geht.",
    )
    assert mayor.date == "Mittwoch 21. Juni 2017"


RULE = "_" * 60
PROQUEST = f"""{RULE}

Report Information from ProQuest

June 22 2017 10:05
{RULE}

Table of contents

1. Strike ends
{RULE}

Document 1 of 2

Strike ends: Ferries to sail

Author: Lee, Ann; Ray, Bo

Publication info: The Gazette, Late Edition (East Coast); Halin [Halin]20 June 2017: A.1.

Abstract: The strike is over.

Full text: The strike is over, both sides said on Monday.

Location: that was the word in the harbour, and nobody knew.

Ferries sail again.

Credit: By Ann Lee

Subject: Strikes; Ferries

Title: Strike ends: Ferries to sail

Publication title: The Gazette, Late Edition (East Coast); Halin, H.

First page: A.1

Publication date: Jun 20, 2017

Section: World

Language of publication: English

ProQuest document ID: 1911234567

Document URL: https://search.proquest.com/docview/1911234567?accountid=1

Copyright: Copyright The Gazette Company Jun 20, 2017

Last updated: 2017-11-23

Database: ProQuest Central
{RULE}

Mayor resigns

Publication info: Halin Post ; Halin [Halin]21 June 2017: 3.

Abstract: He resigned.

ProQuest document ID: 1911234568
{RULE}

Picture of the day

Abstract: None available.

Full text: Not available.

Publication date: Jun 20, 2017
{RULE}

Contact us at: x Copyright © 2017 ProQuest LLC. All rights reserved. Terms and Conditions
"""


def test_proquest(reads):
    strike, mayor, nothing = reads("a.txt", PROQUEST)
    assert isinstance(strike, RawArticle)
    assert isinstance(mayor, RawArticle)
    assert (strike.id, strike.id_basis) == ("proquest-1911234567", "declared")
    assert (strike.title, strike.outlet) == ("Strike ends: Ferries to sail", "The Gazette")
    assert (strike.date, strike.author) == ("Jun 20, 2017", "Ann Lee; Bo Ray")
    assert (strike.section, strike.lang, strike.url) == ("World", "English", None)
    assert strike.text.split("\n\n") == [
        "The strike is over, both sides said on Monday.",
        "Location: that was the word in the harbour, and nobody knew.",
        "Ferries sail again.",
    ]
    assert strike.notes["page"] == "A.1"
    assert strike.notes["edition"] == "Late Edition (East Coast)"
    assert strike.notes["load-date"] == "2017-11-23"
    assert strike.notes["copyright"] == "Copyright The Gazette Company Jun 20, 2017"
    assert strike.notes["subject"] == "Strikes; Ferries"
    assert (mayor.title, mayor.outlet, mayor.text) == (
        "Mayor resigns",
        "Halin Post",
        "He resigned.",
    )
    assert mayor.date == "21 June 2017"
    assert isinstance(nothing, Skipped)
    line = PROQUEST.split("\n").index("Picture of the day") + 1
    assert (nothing.code, nothing.line) == ("record.no-body", line)


TAGS = """SE
World
HD
Strike ends
BY
By Ann Lee
WC
355 words
PD
20 June 2017
ET
10:15
SN
The Gazette
SC
GAZT
PG
A3
LA
English
CY
(c) 2017 The Gazette
LP

The strike is over, both sides said.

TD
IN HALIN ALL IS WELL. Ferries sail again.

CO nobody knew.

CO
harbr : Harbour Company

AN
Document GAZT000020170620ed6k0001x

HD Mayor resigns
WC 20 words
PD 21 June 2017
SN Halin Post
LP He resigned.
AN Document HAPO000020170621ed6k0001x
"""


def test_factiva_with_codes(reads):
    strike, mayor = articles(reads("a.txt", TAGS))
    assert strike.id == "factiva-GAZT000020170620ed6k0001x"
    assert (strike.title, strike.outlet, strike.author) == (
        "Strike ends",
        "The Gazette",
        "Ann Lee",
    )
    assert (strike.date, strike.section, strike.lang) == ("20 June 2017", "World", "English")
    assert strike.text.split("\n\n") == [
        "The strike is over, both sides said.",
        "IN HALIN ALL IS WELL. Ferries sail again.",
        "CO nobody knew.",
    ]
    assert strike.notes == {
        "length": "355 words",
        "time": "10:15",
        "source-code": "GAZT",
        "page": "A3",
        "copyright": "(c) 2017 The Gazette",
        "co": "harbr : Harbour Company",
    }
    assert (mayor.title, mayor.text) == ("Mayor resigns", "He resigned.")


SHOWN = """World
Strike ends in Halin
By Ann Lee
1,355 words
20 June 2017
10:15
The Gazette
GAZT
A3
English
© 2017 The Gazette. All rights reserved.

The strike is over, both sides said.

Page 1 of 30 © 2017 Factiva, Inc. All rights reserved.
Ferries sail again.

Document GAZT000020170620ed6k0001x

Mayor resigns
120 words
21 June 2017
Halin Post
HAPO
English
Copyright 2017. Halin Post.

He resigned.

Document HAPO000020170621ed6k0001x

Search Summary
Text
strike
"""


def test_factiva_as_shown(reads):
    strike, mayor = articles(reads("a.txt", SHOWN))
    assert (strike.title, strike.section, strike.author) == (
        "Strike ends in Halin",
        "World",
        "Ann Lee",
    )
    assert (strike.outlet, strike.date, strike.lang) == ("The Gazette", "20 June 2017", "English")
    assert strike.text == "The strike is over, both sides said.\n\nFerries sail again."
    assert strike.notes["copyright"] == "© 2017 The Gazette. All rights reserved."
    assert (mayor.title, mayor.outlet, mayor.text) == (
        "Mayor resigns",
        "Halin Post",
        "He resigned.",
    )


def test_an_article_laid_out_otherwise_is_kept_as_plain_text(reads):
    odd = NEXIS.replace("21 juin 2017 mercredi", "some day")
    strike, mayor, report = reads("a.txt", odd)
    assert isinstance(strike, RawArticle)
    assert isinstance(mayor, RawArticle)
    assert mayor.kind == "text"
    assert "He resigned." in mayor.text
    assert isinstance(report, Skipped)
    assert (report.code, report.line) == ("record.layout", 47)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_an_export_in_any_encoding_and_packed(reads, encoding):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.TXT", UNI.replace("\n", "\r\n").encode(encoding))
    assert [one.title for one in articles(reads("a.zip", packed.getvalue()))] == [
        "Strike ends",
        "Bürgermeister geht",
    ]


def test_one_article_too_long_does_not_stop_the_rest(reads):
    long = SHOWN.replace("said.", "said. " + "Long. " * 100_000, 1)
    outcomes = reads("a.txt", long, limits=Limits(record_bytes=100_000))
    assert told(outcomes) == ["record.too-large@1", "He resigned."]
    assert len(articles(reads("b.txt", long))[0].text) > 500_000


def test_an_export_cut_short_keeps_what_there_is(reads):
    strike, mayor = articles(reads("a.txt", SHOWN[: SHOWN.index("resigned.") + 4]))
    assert (strike.title, mayor.text) == ("Strike ends in Halin", "He resi")


@pytest.mark.parametrize(
    "text",
    [
        "Strike ends\n\nTitle: none\n\nThe strike is over.\n\n1 of 3 DOCUMENTS\n\nsaid so.",
        "Body\n\nThe strike is over.\n\nSection: news",
        "HD is short for heavy duty.\nPD is what they call police.\nThe strike is over.",
        "Document 7 of 9\n\nThe strike is over. It took 355 words\nto say so.",
        f"{RULE}\n\nThe strike is over.\n\n{RULE}\n\nDate: Monday",
    ],
)
def test_a_text_that_only_looks_so_is_one_article(reads, text):
    assert only(reads("a.txt", text)).kind == "text"
