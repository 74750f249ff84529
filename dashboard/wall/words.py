"""What the browser of a wall says by itself: its banner, its footer, its clock."""

from dashboard.language import gettext as _


def words() -> dict[str, str]:
    """Every text by its name; {name} is filled in by the browser."""
    return {
        "next": _("{seconds} 秒后切换"),
        "paused": _("已暂停"),
        "pinned": _("已固定"),
        "holding": _("场景已暂停"),
        "connected": _("连接正常"),
        "retry": _("第 {count} 次重连，{seconds} 秒后重试"),
        "lost": _("数据连接中断 · {time} 起"),
        "old": _("画面是 {time} 的快照，数字可能已变化；恢复前不轮换场景、不判定达标"),
        "aged": _("快照已过"),
        "span": _("{minutes} 分 {seconds} 秒"),
        "hours": _("{hours} 小时 {minutes} 分"),
        "drift": _("本机时钟偏差 {seconds} 秒"),
        "skipped": _("{name}暂时无法显示，已跳过"),
        "ended": _("这块大屏的授权已撤销或到期；请管理员重新添加，并在本机打开新的地址。"),
        "nothing": _("这块大屏没有可播放的场景；请管理员检查播放列表和角色。"),
        "stale": _("数据陈旧"),
        "minute": _("{count} 分钟"),
        "hour": _("{count} 小时"),
        "day": _("{count} 天"),
        "date": _("{year}年{month}月{day}日"),
        "weekdays": _("周日 周一 周二 周三 周四 周五 周六"),
    }
