"""What kind of public body a name is: a government, one of its departments, one that stands too low for something.

A name says so by its end. What it leaves open stays open: nobody is taken for what he may not be.
"""

from __future__ import annotations

from .patterns import pattern

# A place's whole report (甲市, 乙县), or that of its government; a zone has no government of its own.
_GOVERNMENT = pattern(r".*(?:人民政府|(?<!开发)(?<!园)(?<!新)(?<!景)(?<!示范)(?<!试验)[省市县区州盟旗乡镇])")
# County and below, with or without the office; 自治区 and 新区 (some of which stand higher) are left alone.
_BELOW_CITY = pattern(r".*(?:县|旗|镇|乡|街道|(?<!自治)(?<!行政)(?<!新)区)(?:人民)?(?:政府)?(?:办公室|办事处|办)?")
_LOCAL_DEPARTMENT = pattern(
    r"(?!国家|国务院|中国|中华|中央|全国).*[省市县区州盟旗](?!场).+(?:局|(?<!办公)厅|委|委员会|处|中心|支队|大队)"
)
# Of a government at county level or above; what manages a zone is no department, and a township has none.
_DEPARTMENT = pattern(r".+(?:局|厅|署|部|委|(?<!管理)委员会|办公室|办)")
_OFFICE = pattern(r".+(?:政府|[省市县区州盟旗])(?:办公厅|办公室|办)")
_OF_TOWNSHIP = pattern(
    r".*(?:(?<!城)[乡镇]|街道)(?:人民|党政|党工)?(?:政府|综合)?(?:办公室|办事处|办)|.*(?:党委|支部|村民?委员会|居民?委员会)"
)

# A body with two names has the second in brackets: 国防动员办公室（人民防空办公室）.
_SECOND_NAME = pattern(r"[（(][^（()）]+[)）]$")


def is_government(name: str) -> bool:
    """Whether this is a people's government, or a place by whose name its government reports."""
    return bool(_GOVERNMENT.fullmatch(name))


def is_department(name: str) -> bool:
    """Whether this is surely a department of a government at county level or above, its office included."""
    first = _SECOND_NAME.sub("", name)
    return bool(_DEPARTMENT.fullmatch(first)) and not _OF_TOWNSHIP.fullmatch(first)


def is_office(name: str) -> bool:
    """Whether this is a government's own office, which may speak for the government."""
    return bool(_OFFICE.fullmatch(name)) and is_department(name)


def is_below_city(name: str) -> bool:
    """Whether this is a county, a district, a township, or the office of one."""
    return bool(_BELOW_CITY.fullmatch(name))


def is_local_department(name: str) -> bool:
    """Whether this is a department of a local government: it has its place in front of its own name."""
    return bool(_LOCAL_DEPARTMENT.fullmatch(name))
