"""What the pages of signing in say, in the language of the request."""

from collections.abc import Mapping

from dashboard.language import gettext as _
from data_access.site_roles import SignIn


class Words:
    """Every text of the pages by a name the templates use."""

    def __init__(self, rules: SignIn) -> None:
        self.all: Mapping[str, str] = {
            "sign_in": _("登录"),
            "motto": _("把数看清，把事办好。"),
            "account": _("账号"),
            "account_hint": _("请输入账号"),
            "password": _("密码"),
            "password_hint": _("请输入密码"),
            "show": _("显示"),
            "hide": _("隐藏"),
            "or": _("或"),
            "openid": _("统一身份认证登录"),
            "lock": _("%(times)s 次不符锁定 %(minutes)s 分钟", times=rules.failures, minutes=rules.lock_minutes),
            "forgotten": _("忘记密码"),
            "forgotten_how": _("请联系本单位的系统管理员重置密码。"),
            "inside": _("仅限政务内网 · 登录留痕"),
            "roles": _("演示角色"),
            "simulated": _("演示数据"),
            "one_click": _("一键登录，看各角色的范围；正式站点不显示此栏"),
            "language": _("中 / EN"),
            "switch_language": _("切换到英文"),
            "switch_theme": _("切换明暗"),
            "first_password": _("设置密码"),
            "first_why": _("首次登录或密码已被重置，请先设置自己的密码。"),
            "change_why": _("修改后，本账号的其他登录全部结束。"),
            "old": _("现密码"),
            "new": _("新密码"),
            "again": _("再输一次新密码"),
            "rules": _("至少 %(length)s 位，不含账号名", length=rules.password_length),
            "save": _("保存并继续"),
            "sign_out": _("退出登录"),
            "reset": _("新的初始密码"),
            "reset_why": _("仅显示一次，请当面或书面交给该单位；首次登录须修改。"),
            "back": _("返回账号列表"),
        }


def said_of(fault: str, rules: SignIn) -> str:
    """What went wrong as one sentence; nothing for nothing."""
    sentences = {
        "wrong": _("账号或密码不符，或账号已锁定、停用。"),
        "origin": _("请求来自其他网站；请从驾驶舱自己的地址登录。"),
        "nowhere": _("此处不能一键登录；请用账号和密码登录。"),
        "screen": _("大屏地址无效或已撤销；请系统管理员重新生成。"),
        "role": _("该账号的角色已不存在；请系统管理员重新指定。"),
        "often": _("尝试过于频繁，请一分钟后再试。"),
        "differ": _("两次输入的新密码不一致。"),
        "same": _("新密码不能与现密码相同。"),
        "easy": _("新密码太简单：至少 %(length)s 位，不含账号名，不重复少数几个字符。", length=rules.password_length),
        "openid": _("统一身份认证没有完成；请重试，或联系系统管理员。"),
        "stranger": _("统一身份认证已通过，但没有可用的角色；请系统管理员开通。"),
    }
    return sentences[fault] if fault else ""
