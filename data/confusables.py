"""Characters that look like others in print, and names brought to what they look like.

A small table of our own, for the scripts that meet in Chinese business data; why not Unicode's
whole one stands in docs/decisions/names.md. NFKC, which comes before, has already taken care of
full-width forms, Kangxi radicals and compatibility ideographs.
"""

from __future__ import annotations

import polars as pl

#: Letters of other scripts as the Latin letters they look like; read in pairs.
_LETTERS = {
    # Cyrillic
    **dict(zip("АВЕЅІЈКМНОРСТУХԚԜҮаеіјорсѕухһԁԛԝѵӏ", "ABESIJKMHOPCTYXQWYaeijopcsyxhdqwvl", strict=True)),
    # Greek
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοινρυκϲϳ", "ABEZHIKMNOPTYXoivpukcj", strict=True)),
    # Armenian and Coptic
    **dict(zip("ՕՍօսհոԼⲀⲂⲈⲎⲒⲔⲘⲚⲞⲢⲤⲦⲨⲬ", "OUouhnLABEHIKMNOPCTYX", strict=True)),
    # Cherokee and Lisu, which have capitals of the Latin shape
    **dict(zip("ᎠᎡᎢᎪᎫᎬᎳᎷᎻᏀᏃᏒᏔᏚᏙᏞᏟᏢᏦᏴ", "DRTAJEWMHGZRWSVLCPKB", strict=True)),
    **dict(zip("ꓐꓑꓒꓓꓔꓖꓗꓙꓚꓜꓝꓞꓟꓠꓡꓢꓣꓤꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ", "BPdDTGKJCZFtMNLSRrVHWXYAEIOU", strict=True)),
    # Latin letters in other dress, and small capitals
    **dict(zip("ıȷɑɡɩꞌǀƽɢɪɴʀʏʙʜʟᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢ", "ijagi'|5GINRYBHLACDEJKMOPTUVWZ", strict=True)),
}
#: Kana and symbols that are written for a Chinese character.
_CHARACTERS = dict(zip("エロカタトニハヘチ〇○◯ー丨", "工口力夕卜二八へ千OOO一|", strict=True))
#: Punctuation whose kinds nobody tells apart.
_PUNCTUATION = {
    **dict.fromkeys("•‧・∙⋅᛫ᐧ●", "·"),
    **dict.fromkeys("‐‑‒–—―−﹣⁃", "-"),
    **dict.fromkeys("‘’‛ʹʻʼˈ′´`", "'"),
    **dict.fromkeys("“”„‟″", '"'),
    **dict.fromkeys("∕⁄⧸", "/"),
    **dict.fromkeys("∶ː։", ":"),
}
_TABLE = str.maketrans(_LETTERS | _CHARACTERS | _PUNCTUATION)
_ALIKE = "[" + "".join(f"\\x{{{key:x}}}" for key in _TABLE) + "]"
_FOREIGN = "".join(f"\\x{{{ord(letter):x}}}" for letter in _LETTERS)

#: Letters that pass for Latin ones beside real ones, or with nothing but their like in a whole word.
MIXED = rf"[A-Za-z][{_FOREIGN}]|[{_FOREIGN}][A-Za-z]|\b[{_FOREIGN}]{{2,}}\b|^[{_FOREIGN}]+$"
#: A Japanese letter between or beside Chinese characters, where no other one is near.
KANA = r"\p{Han}[エロカタトニハヘチ](?:\p{Han}|$)|^[エロカタトニハヘチ]\p{Han}"


def skeletons(names: pl.Series) -> pl.Series:
    """What each name looks like: two names with one skeleton cannot be told apart in print."""
    is_touched = names.str.contains(_ALIKE)
    if not is_touched.any():
        return names
    frame = pl.DataFrame({"name": names})
    looks = pl.col("name").map_elements(lambda name: name.translate(_TABLE), return_dtype=pl.String)
    odd = frame.filter(is_touched).unique().with_columns(looks=looks)
    return frame.join(odd, on="name", how="left", maintain_order="left").select(
        pl.coalesce("looks", "name").alias("looks")
    )["looks"]
