"""The columns of a file of people. It is read as the monthly extracts are, and is none of them."""

from __future__ import annotations

from data.fields import Extract, Field

PEOPLE = Extract(
    "people",
    "人员",
    "People",
    (
        Field("account", "账号", "Account", "name", ("帐号", "用户名", "登录名", "登录账号")),
        Field("name", "姓名", "Name", "name", ("名字", "员工姓名")),
        Field("role", "角色", "Role", "name", ("岗位角色", "权限角色")),
        Field("regions", "区域", "Regions", "name", ("大区", "负责区域", "所辖区域"), is_nullable=True),
        Field(
            "offices",
            "办事处",
            "Offices",
            "name",
            ("分公司", "负责办事处"),
            is_optional=True,
            is_nullable=True,
        ),
        Field(
            "email",
            "邮箱",
            "Email",
            "text",
            ("电子邮箱", "邮件", "电子邮件", "e-mail"),
            is_optional=True,
            is_nullable=True,
        ),
        Field(
            "first_month",
            "生效年月",
            "From month",
            "month",
            ("生效月份", "启用年月", "开始年月"),
            is_optional=True,
            is_nullable=True,
        ),
        Field(
            "last_month",
            "停用年月",
            "Until month",
            "month",
            ("停用月份", "截止年月", "结束年月"),
            is_optional=True,
            is_nullable=True,
        ),
    ),
    key=("account", "role", "regions", "offices", "first_month"),
    scope="region",
    period=None,
)
