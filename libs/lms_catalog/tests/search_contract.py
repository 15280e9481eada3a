"""What every catalog promises about searches in all scripts, and about categories."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

import pytest

from libs.lms_catalog.tests.contract import Catalog, titles
from lms_catalog import CatalogQuery, FacetValue
from lms_testing.catalog import card


class Script(NamedTuple):
    """A title in a script, a word of it, and that word as people type it without its marks."""

    title: str
    word: str
    bare: str = ""


SCRIPTS = {
    "Arabic, vocalized": Script("مُقَدِّمَة فِي البَرْمَجَة", "البَرْمَجَة", "البرمجة"),
    "Arabic, tatweel": Script("تعلـــيم الرسم", "تعليم"),
    "Armenian": Script("Ծրագրավորման Հիմունքներ", "ՀԻՄՈՒՆՔՆԵՐ"),
    "Bengali": Script("প্রোগ্রামিং শিখুন সহজে", "শিখুন"),
    "Burmese": Script("မြန်မာဘာသာစကားသင်ခန်းစာ", "ဘာသာစကား"),
    "Cherokee": Script("ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ", "ᎦᏬᏂᎯᏍᏗ"),
    "Chinese": Script("机器学习与数据科学导论", "数据科学"),
    "Chinese, one character": Script("数学入門", "門"),
    "Cyrillic, stressed": Script("Замо́к и за́мок", "за́мок", "замок"),
    "Devanagari": Script("हिन्दी में प्रोग्रामिंग", "प्रोग्रामिंग"),
    "Devanagari, nukta": Script("फ़िल्म निर्माण", "फ़िल्म", "फिल्म"),
    "Ethiopic": Script("የኮምፒውተር ትምህርት", "ትምህርት"),
    "Georgian": Script("პროგრამირების საფუძვლები", "საფუძვლები"),
    "Greek": Script("ΕΙΣΑΓΩΓΉ ΣΤΗ ΜΟΥΣΙΚΉΣ", "μουσικής", "μουσικης"),
    "Gujarati": Script("ગુજરાતી શીખો", "શીખો"),
    "Gurmukhi": Script("ਪੰਜਾਬੀ ਸਿੱਖੋ", "ਸਿੱਖੋ"),
    "Hebrew, pointed": Script("שָׁלוֹם לְכֻלָּם", "שָׁלוֹם", "שלום"),
    "Japanese": Script("データサイエンス入門", "サイエンス"),
    "Japanese, half width": Script("プログラミングの基礎", "ﾌﾟﾛｸﾞﾗﾐﾝｸﾞ"),
    "Kannada": Script("ಕನ್ನಡ ಕಲಿಯಿರಿ", "ಕಲಿಯಿರಿ"),
    "Khmer": Script("រៀនភាសាខ្មែរសម្រាប់អ្នកចាប់ផ្តើម", "ខ្មែរ"),
    "Korean": Script("데이터과학 입문", "과학"),
    "Lao": Script("ຮຽນພາສາລາວ", "ພາສາ"),
    "Latin, accents": Script("Électricité à la maison", "électricité", "electricite"),
    "Latin, strokes": Script("Smørrebrød für Łukasz", "smørrebrød", "smorrebrod"),
    "Latin, Turkish": Script("İSTANBUL I\u015f\u0131k", "istanbul", "ISTANBUL"),
    "Latin, Vietnamese": Script("Lập trình cơ bản tiếng Việt", "tiếng", "tieng"),
    "Malayalam": Script("മലയാളം പഠിക്കാം", "പഠിക്കാം"),
    "Mixed": Script("AI入門とPython3", "入門"),
    "Mongolian": Script("ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ", "ᠪᠢᠴᠢᠭ"),
    "N'Ko": Script("ߒߞߏ ߞߊߟߊ߲", "ߞߊߟߊ߲"),
    "Odia": Script("ଓଡ଼ିଆ ଶିଖନ୍ତୁ", "ଶିଖନ୍ତୁ"),
    "Persian, joiner": Script("می‌خواهم برنامه بنویسم", "می‌خواهم", "میخواهم"),
    "Sinhala": Script("සිංහල ඉගෙන ගන්න", "ඉගෙන"),
    "Syriac": Script("ܠܶܫܳܢܳܐ ܣܽܘܪܝܳܝܳܐ", "ܣܽܘܪܝܳܝܳܐ", "ܣܘܪܝܝܐ"),
    "Tamil": Script("தமிழில் நிரலாக்கம்", "நிரலாக்கம்"),
    "Telugu": Script("తెలుగు నేర్చుకోండి", "నేర్చుకోండి"),
    "Thaana": Script("ދިވެހި ބަސް", "ބަސް"),
    "Thai": Script("การเขียนโปรแกรมเบื้องต้น", "โปรแกรม"),
    "Tibetan": Script("བོད་སྐད་སློབ་ཚན།", "སློབ"),
    "Yi": Script("ꆈꌠꁱꂷ ꀉꉻ", "ꁱꂷ"),
    "digits": Script("العدد ١٢٣", "123"),
    "full width": Script("\uff21\uff29 \uff42\uff41\uff53\uff49\uff43\uff53", "basics"),
    "emoji": Script("🎓 Diplomas", "🎓"),
    "symbols": Script("★★☆", "☆"),
    "punctuation": Script("?!… --", "?!… --"),
    "an operator": Script('Now or never -ending "story', "never"),
    "signs": Script("F# and g++", "g++"),
}  # fmt: skip
FILLERS = ("Gardening", "园艺", "การทำสวน", "बागवानी", "ガーデニング")


class SearchContract:
    """What every catalog promises; a test class gives the fixture ``store``, an empty one."""

    @pytest.mark.parametrize("script", SCRIPTS)
    async def test_a_title_and_its_words_are_found(self, store: Catalog, script: str) -> None:
        """As written, decomposed (UAX 15), in another case, and without optional marks (UTS 10)."""
        shown = SCRIPTS[script]
        for filler in FILLERS:
            await store.index(card(filler))
        await store.index(card(shown.title))

        spellings = {shown.title, shown.word, shown.bare or shown.word}
        spellings |= {unicodedata.normalize("NFD", each) for each in spellings}
        spellings |= {each.upper() for each in spellings} | {each.lower() for each in spellings}
        for typed in sorted(spellings):
            assert await titles(store, q=typed) == [shown.title], typed
            assert await titles(store, q=f"{typed} ") == [shown.title], typed

    @pytest.mark.parametrize(
        "q", ["OR", "or or", "🎓", "-", "--", "-a", "...", '""', '"', "+", "★", "-🎓",
              "& | !", "\u0301"],
    )  # fmt: skip
    async def test_a_search_for_no_word_finds_no_course(self, store: Catalog, q: str) -> None:
        """Operators and symbols that no course has are no reason to show all of them."""
        for filler in FILLERS:
            await store.index(card(filler))

        page = await store.search(CatalogQuery(q=q))

        assert (page.items, page.total, page.facets.category) == ([], 0, [])

    @pytest.mark.parametrize("q", ["", "  ", "\u3000\t"])
    async def test_nothing_but_spaces_is_no_search(self, store: Catalog, q: str) -> None:
        """A form that is sent empty shows the whole catalog."""
        await store.index(card("Gardening"))

        assert await titles(store, q=q) == ["Gardening"]

    async def test_what_is_left_out_is_left_out_of_all(self, store: Catalog) -> None:
        """An exclusion belongs to the whole search, on both sides of "or"."""
        for title in ("Piano for children", "Violin for children", "Piano", "Violin"):
            await store.index(card(title))

        found = await titles(store, q="piano or violin -children")
        assert sorted(found) == ["Piano", "Violin"]
        assert await titles(store, q="piano or -violin") == await titles(store, q="piano -violin")

    async def test_different_categories_stay_different(self, store: Catalog) -> None:
        """Whatever they are made of: symbols, marks, one letter more or less."""
        names = [
            "★★",
            "♥♥",
            "??",
            "C++",
            "C#",
            "cplusplus",
            "Café",
            "Cafe",
            "数学",
            "हिन्दी",
            "हिनदी",
        ]
        for name in names:
            await store.index(card(name, category=name))

        page = await store.search(CatalogQuery())
        assert {each.value for each in page.facets.category} == set(names)
        assert {each.count for each in page.facets.category} == {1}
        for name in names:
            assert await titles(store, category=name) == [name]

    @pytest.mark.parametrize(
        "name",
        ["Café", "Straße", "ΜΟΥΣΙΚΉΣ", "İstanbul", "ǰazz", "한국어", "C++", "ŉ★", "Data  Science"],
    )
    async def test_spellings_of_a_category_are_one(self, store: Catalog, name: str) -> None:
        """Canonical caseless matches are the same (the Unicode Standard, 3.13, D145)."""
        spellings = {name, name.upper(), name.casefold(), f" {name}"}
        spellings |= {unicodedata.normalize("NFD", each) for each in spellings}
        for spelling in spellings:
            await store.index(card(spelling, category=spelling))

        for spelling in spellings:
            page = await store.search(CatalogQuery(category=spelling))
            assert page.total == len(spellings)
            assert [each.count for each in page.facets.category] == [len(spellings)]
        searched = await store.search(CatalogQuery(q="nature or " + name))
        assert [each.count for each in searched.facets.category] == [len(spellings)]

    async def test_prices_are_compared_within_their_currency(self, store: Catalog) -> None:
        """Free first, then currency by currency: 900 yen are not more than 5 euros."""
        prices = [(0, "USD"), (900, "JPY"), (500, "EUR"), (12000, "EUR"), (5000, "KWD"), (0, "EUR")]
        for amount, currency in prices:
            await store.index(card("A", price={"amount": amount, "currency": currency}))

        shown: list[tuple[int, str]] = []
        cursor = None
        for _ in range(3):
            page = await store.search(CatalogQuery(sort="price", limit=2, cursor=cursor))
            shown += [(item.price.amount, item.price.currency) for item in page.items]
            cursor = page.next_cursor
        assert [amount for amount, _ in shown[:2]] == [0, 0]
        assert shown[2:] == [(500, "EUR"), (12000, "EUR"), (900, "JPY"), (5000, "KWD")]

    async def test_facets_of_a_search_name_categories_once(self, store: Catalog) -> None:
        """The first spelling in the order of code points stands for all."""
        await store.index(card("A rose", category="nature"))
        await store.index(card("A fern", category="NATURE"))

        for asked in (CatalogQuery(), CatalogQuery(q="rose or fern")):
            page = await store.search(asked)
            assert page.facets.category == [FacetValue("NATURE", 2)]
