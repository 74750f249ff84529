"""Recognises what looks like a person's data, by its name or by the shape of its values: init leaves all of it out."""

import re
from collections.abc import Sequence
from typing import Any

from etl.mapping.derive import plain
from etl.nearest import bare

# Inside a name they always mean a person, or a text in which anybody may be named.
_INSIDE = (
    *("phone", "mobile", "telephone", "idcard", "idnumber", "identity", "idno", "passport", "email", "wechat"),
    *("weixin", "openid", "nickname", "username", "realname", "address", "photo", "picture", "image", "avatar"),
    *("birth", "gender", "licenseplate", "platenumber", "bankcard", "reporter", "caller", "citizen", "applicant"),
    *("complainant", "contact", "requester", "description", "content", "remark", "comment", "opinion", "feedback"),
    *("姓名", "电话", "手机", "联系", "身份证", "证件", "地址", "住址", "位置描述", "邮箱", "微信", "昵称", "照片"),
    *("图片", "附件", "录音", "出生", "性别", "年龄", "车牌", "银行", "账号", "内容", "描述", "详情", "备注", "意见"),
    *(
        "标题",
        "反馈",
        "上报人",
        "反映人",
        "来电人",
        "投诉人",
        "申请人",
        "当事人",
        "诉求人",
        "举报人",
        "网格员",
        "经办人",
    ),
    *("处理人", "办理人", "签名", "指纹", "人脸"),
)
# As the whole name only: they are parts of many other names.
_WHOLE = frozenset(
    {"name", "xm", "dh", "sj", "sjh", "sjhm", "lxdh", "lxr", "sfz", "sfzh", "sfzhm", "zjhm", "dz", "xxdz", "jtzz"}
    | {"tel", "fax", "addr", "street", "location", "title", "text", "note", "notes", "memo", "detail", "details", "nr"}
    | {"ms", "bz", "cph", "sex", "age", "ip", "user", "person", "operator", "handler", "creator", "reply", "location1"}
)
_SHAPES = (
    ("mobile numbers", re.compile(r"(?:\+?86[- ]?)?1[3-9]\d{9}")),
    ("identity numbers", re.compile(r"\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])\d{2}\d{3}[\dXx]|\d{17}[Xx]")),
    ("mail addresses", re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")),
    ("telephone numbers", re.compile(r"\(?0\d{2,3}\)?[- ]?\d{7,8}|\(?\d{3}\)?[- ]\d{3}-\d{4}")),
    ("network addresses", re.compile(r"(?:\d{1,3}\.){3}\d{1,3}")),
    ("car plates", re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}")),
    ("links", re.compile(r"https?://\S+")),
)
_ADDRESS = re.compile(r"[路街巷弄道].{0,12}\d+\s*[号弄幢栋]|\d+\s*(?:单元|室)")
# Texts as long as this on average are written by hand.
_LONG = 40


def personal(path: str, values: Sequence[Any]) -> str:
    """Why a field looks personal: 'its name', or what its values look like; '' where it does not."""
    name = bare(path)
    if name in _WHOLE or any(word in name for word in _INSIDE):
        return "its name"
    return _by_values([text for value in values if (text := plain(value))])


def _by_values(texts: Sequence[str]) -> str:
    if not texts:
        return ""
    for what, shape in _SHAPES:
        # One telephone number is enough: the field is one in which people write them.
        if any(shape.fullmatch(text) for text in texts):
            return f"values that are {what}"
    if any(_hidden(text) for text in texts):
        return "values with telephone or identity numbers in them"
    if sum(bool(_ADDRESS.search(text)) for text in texts) * 5 >= len(texts):
        return "values that are addresses"
    if sum(map(len, texts)) / len(texts) > _LONG and not all(text.isascii() and text.isalnum() for text in texts):
        return "long texts"
    return ""


def _hidden(text: str) -> bool:
    """A mobile or identity number among other words; a number of digits alone may be any key."""
    return not text.isdigit() and bool(re.search(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)", text))
