"""Every uploaded column, defined once.

Templates, header recognition, pandera models, the store's tables and the data
dictionary are all derived from the fields below; nothing else names a column.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.regulation.what_counts import PENDING, REJECTED, RETAIL, SALARIES, TRAVEL

Kind = Literal[
    "year",  # whole number, a calendar year
    "month",  # first day of a month
    "date",  # a day
    "text",  # free text
    "code",  # text that keeps leading zeros
    "name",  # a region, office, person or customer: trimmed, NFKC
    "choice",  # one of `choices`
    "money",  # yuan on the sheet, fen (Int64) in frames, DECIMAL(18,2) at rest
    "quantity",  # plain number, ten-thousandths (Int64) in frames, DECIMAL(18,4) at rest
]


@dataclass(frozen=True, slots=True)
class Field:
    """One column of an extract.

    `name` is the English column name of frames and tables, `zh` the template header,
    `en` its English title. `aliases` are further headers that mean the same column.
    `choice_aliases` are further spellings of cells: (as written, as kept).
    `is_optional` columns may be absent; a cell of an `is_nullable` column may be blank.
    A date of an `is_ahead` column may lie after today. The choices of an `is_open` column are those
    listed and what the policy names besides (`data.vocabulary`).
    """

    name: str
    zh: str
    en: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    choice_aliases: tuple[tuple[str, str], ...] = ()
    is_optional: bool = False
    is_nullable: bool = False
    is_non_negative: bool = False
    is_ahead: bool = False
    is_open: bool = False
    note_zh: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Extract:
    """One kind of monthly file: its sheet, its columns and what a load of it replaces.

    There is one object of each, told apart by identity: headers are looked up with it very often.

    `key` names the columns whose combination may occur once in a file; of documents, whose key is
    `DOCUMENT_KEY`, lines without a number may have the same one if they differ otherwise.
    `scope` is what a load replaces: region and month, region and year, or region.
    `period` is the column the scope's period is read from (None for `org`).
    """

    name: str
    sheet: str
    title_en: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    scope: Literal["region_month", "region_year", "region"]
    period: str | None
    note_zh: str = ""
    note_en: str = ""

    def field(self, name: str) -> Field:
        """The field called `name`; KeyError if the extract has none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)


CUSTOMER_TYPES = (RETAIL, "合同", "备案")
APPROVED = "已批准"
APPROVAL_STATUSES = (APPROVED, PENDING, REJECTED)
SANCTIONS = ("警告", "记过", "记大过", "调岗")

MONTH = Field(
    "month",
    "年月",
    "Month",
    "month",
    (
        "月份",
        "期间",
        "会计期间",
        "账期",
        "会计月份",
        "所属期",
        "所属月份",
        "统计月份",
        "核算期间",
        "年度月份",
        "月度",
    ),
)
REGION = Field(
    "region",
    "区域",
    "Region",
    "name",
    ("大区", "销售区域", "区域名称", "大区名称", "所属区域", "所属大区", "區域", "大區"),
)
OFFICE = Field(
    "office",
    "办事处",
    "Office",
    "name",
    ("分公司", "片区", "办事处名称", "分公司名称", "销售办事处", "所属办事处", "辦事處"),
)
DATE = Field(
    "date",
    "日期",
    "Date",
    "date",
    ("单据日期", "业务日期", "开票日期", "记账日期", "制单日期", "凭证日期", "发生日期"),
)
DOCUMENT = Field(
    "document",
    "单据号",
    "Document number",
    "code",
    ("单据编号", "单号", "凭证号", "凭证编号", "发票号", "发票号码", "订单号", "单据号码"),
)
CUSTOMER = Field(
    "customer", "客户", "Customer", "name", ("客户名称", "客户简称", "往来单位", "购货单位", "客戶")
)
CUSTOMER_TYPE = Field(
    "customer_type",
    "客户类型",
    "Customer type",
    "choice",
    ("客户类别", "客户分类", "客户性质"),
    choices=CUSTOMER_TYPES,
    choice_aliases=(("零售客户", "零售"), ("合同客户", "合同"), ("备案客户", "备案"), ("備案", "备案")),
)
LINE = Field(
    "line",
    "行号",
    "Line",
    "code",
    ("行项目", "行项目号", "分录号", "分录行号", "明细行号"),
    is_optional=True,
    is_nullable=True,
    note_zh="同一单据有多行时填写",
    note_en="Where a document has several lines",
)
SALESPERSON = Field(
    "salesperson",
    "业务员",
    "Salesperson",
    "name",
    ("业务人员", "销售员", "销售人员"),
    is_optional=True,
    is_nullable=True,
)
#: The key of extracts whose rows are lines of documents.
DOCUMENT_KEY = (DOCUMENT.name, LINE.name)

EXTRACTS: tuple[Extract, ...] = (
    Extract(
        "org",
        "组织架构",
        "Organisation",
        (
            REGION,
            OFFICE,
            Field("manager", "区域经理", "Region manager", "name", ("大区经理", "区域负责人", "经理")),
            Field(
                "vice_president", "分管副总", "Responsible VP", "name", ("分管副总经理", "分管领导", "副总")
            ),
            Field(
                "effective_month",
                "生效年月",
                "Effective month",
                "month",
                ("生效月份", "启用年月", "开始年月"),
            ),
            Field(
                "end_month",
                "停用年月",
                "Closing month",
                "month",
                ("停用月份", "截止年月", "撤销年月"),
                is_optional=True,
                is_nullable=True,
            ),
            Field("region_alias", "区域别名", "Region aliases", "text", is_optional=True, is_nullable=True),
            Field("office_alias", "办事处别名", "Office aliases", "text", is_optional=True, is_nullable=True),
        ),
        key=("region", "office", "effective_month"),
        scope="region",
        period=None,
        note_zh="每次人事或机构变动新增一行；旧行保留。别名用分号隔开。",
        note_en="One more row for every change of people or offices; old rows stay. Aliases are split by a semicolon.",
    ),
    Extract(
        "annual_plan",
        "年度指标",
        "Annual targets",
        (
            Field("year", "年度", "Year", "year", ("年份", "会计年度", "年")),
            REGION,
            Field(
                "sales_target",
                "年度销售指标",
                "Annual sales target",
                "money",
                ("年度销售目标", "全年销售指标", "年销售指标"),
                is_non_negative=True,
            ),
            Field(
                "collections_target",
                "年度回款指标",
                "Annual collections target",
                "money",
                ("年度回款目标", "全年回款指标", "年回款指标"),
                is_non_negative=True,
            ),
        ),
        key=("year", "region"),
        scope="region_year",
        period="year",
        note_zh="资金占用额度以年度回款指标为基数（二）。",
        note_en="The capital quota is based on the annual collections target (二).",
    ),
    Extract(
        "monthly_plan",
        "月度分解",
        "Monthly plan",
        (
            MONTH,
            REGION,
            OFFICE,
            Field(
                "sales_plan",
                "销售指标",
                "Sales plan",
                "money",
                ("销售计划", "月度销售指标", "计划销售额", "销售目标"),
                is_non_negative=True,
            ),
            Field(
                "collections_plan",
                "回款指标",
                "Collections plan",
                "money",
                ("回款计划", "月度回款指标", "计划回款额", "回款目标"),
                is_non_negative=True,
            ),
        ),
        key=("month", "region", "office"),
        scope="region_month",
        period="month",
        note_zh="没有分解行的办事处当月无指标（一.2）。",
        note_en="An office without a plan row has no target that month (一.2).",
    ),
    Extract(
        "declarations",
        "指标提报",
        "Declarations",
        (
            MONTH,
            REGION,
            OFFICE,
            Field("declared_on", "提报日期", "Declared on", "date", ("申报日期", "上报日期")),
            Field(
                "sales",
                "销售预计",
                "Expected sales",
                "money",
                ("预计销售", "预计销售额", "销售预计额"),
                is_non_negative=True,
            ),
            Field(
                "collections",
                "回款预计",
                "Expected collections",
                "money",
                ("预计回款", "预计回款额", "回款预计额"),
                is_non_negative=True,
            ),
            Field("reason", "原因", "Reason", "text", ("调整原因", "下调原因"), is_nullable=True),
            Field("remedy", "补救措施", "Remedy", "text", ("补救办法", "措施"), is_nullable=True),
            Field("approver", "批准人", "Approved by", "name", ("审批人", "批准者"), is_nullable=True),
            Field("approved_on", "批准日期", "Approved on", "date", ("审批日期",), is_nullable=True),
        ),
        key=(),
        scope="region_month",
        period="month",
        note_zh="按日期、再按文件顺序认定：首份为提报，第二份为唯一一次调整（一.2）。",
        note_en="By date, then file order: the first is the declaration, the second the one adjustment (一.2).",
    ),
    Extract(
        "sales",
        "销售明细",
        "Sales ledger",
        (
            DATE,
            DOCUMENT,
            REGION,
            OFFICE,
            CUSTOMER,
            CUSTOMER_TYPE,
            Field(
                "product",
                "产品",
                "Product",
                "text",
                ("产品名称", "存货名称", "物料名称", "品名"),
                is_nullable=True,
            ),
            Field("quantity", "数量", "Quantity", "quantity", ("销售数量",), is_nullable=True),
            Field(
                "amount",
                "销售额",
                "Sales",
                "money",
                ("销售金额", "含税金额", "价税合计", "销售收入", "开票金额", "銷售額"),
            ),
            Field("gross_profit", "毛利", "Gross profit", "money", ("毛利额", "销售毛利"), is_nullable=True),
            LINE,
            SALESPERSON,
        ),
        key=DOCUMENT_KEY,
        scope="region_month",
        period="date",
        note_zh="退货以负数记。一张单据可有多行；没有行号时，产品或金额不同的即为不同的行。",
        note_en="Returns are negative. A document may have several lines: without a line number, rows that differ in product or amount.",
    ),
    Extract(
        "collections",
        "回款明细",
        "Collections ledger",
        (
            DATE,
            DOCUMENT,
            REGION,
            OFFICE,
            CUSTOMER,
            CUSTOMER_TYPE,
            Field(
                "amount",
                "回款额",
                "Collections",
                "money",
                ("回款金额", "收款金额", "到账金额", "本期回款", "收款额", "实收金额"),
            ),
            LINE,
            SALESPERSON,
        ),
        key=DOCUMENT_KEY,
        scope="region_month",
        period="date",
        note_zh="退款以负数记。一张单据可有多行；没有行号时，金额不同的即为不同的行。",
        note_en="Refunds are negative. A document may have several lines: without a line number, rows that differ in amount.",
    ),
    Extract(
        "receivables",
        "应收余额",
        "Receivables",
        (
            MONTH,
            REGION,
            OFFICE,
            CUSTOMER,
            CUSTOMER_TYPE,
            Field(
                "balance",
                "应收余额",
                "Balance",
                "money",
                ("期末应收", "应收账款", "应收账款余额", "期末余额", "应收金额"),
            ),
            Field(
                "overdue",
                "逾期金额",
                "Overdue",
                "money",
                ("逾期", "逾期应收", "超期金额"),
                is_non_negative=True,
            ),
            Field(
                "due_date",
                "到期日",
                "Due date",
                "date",
                ("到期日期", "应收到期日", "账款到期日"),
                is_optional=True,
                is_nullable=True,
                is_ahead=True,
                note_zh="同一客户按到期日分行时填写；各行相加",
                note_en="Where a customer has a row per due date; they add up",
            ),
            SALESPERSON,
        ),
        key=("month", "region", "office", "customer", "customer_type", "due_date"),
        scope="region_month",
        period="month",
        note_zh="月末余额；客户贷方余额以负数记，按 0 计入占用（二）。同一客户可按到期日分为多行，各行相加。",
        note_en="Month-end balances; a customer's credit balance is negative and counts as 0 (二). A customer may have a row per due date; they add up.",
    ),
    Extract(
        "inventory",
        "库存占用",
        "Inventory",
        (
            MONTH,
            REGION,
            OFFICE,
            Field("category", "品类", "Category", "text", ("产品类别", "存货分类", "类别", "存货类别")),
            Field(
                "amount",
                "库存金额",
                "Inventory value",
                "money",
                ("库存占用", "期末库存", "库存占用金额", "库存余额", "结存金额"),
            ),
        ),
        key=("month", "region", "office", "category"),
        scope="region_month",
        period="month",
        note_zh="月末库存。",
        note_en="Month-end stock.",
    ),
    Extract(
        "expenses",
        "费用明细",
        "Expenses",
        (
            DATE,
            DOCUMENT,
            REGION,
            OFFICE,
            Field(
                "category",
                "费用类别",
                "Category",
                "text",
                ("费用类型", "费用科目", "费用项目"),
                choice_aliases=(
                    *((text, TRAVEL) for text in ("差旅费", "差旅费用")),
                    *((text, SALARIES) for text in ("工资费用", "工资薪金", "工资及薪金", "工资薪酬")),
                ),
            ),
            Field("claimant", "报销人", "Claimant", "name", ("申请人", "经办人", "报销人员")),
            Field("amount", "金额", "Amount", "money", ("报销金额", "费用金额")),
            Field(
                "status",
                "审批状态",
                "Approval",
                "choice",
                ("状态", "单据状态", "审核状态"),
                choices=APPROVAL_STATUSES,
                choice_aliases=(
                    ("已审批", "已批准"),
                    ("已通过", "已批准"),
                    ("通过", "已批准"),
                    ("已审核", "已批准"),
                    ("批准", "已批准"),
                    ("审批中", "待审批"),
                    ("未审批", "待审批"),
                    ("待审核", "待审批"),
                    ("审核中", "待审批"),
                    ("待批", "待审批"),
                    ("已驳回", "驳回"),
                    ("退回", "驳回"),
                    ("拒绝", "驳回"),
                    ("不通过", "驳回"),
                ),
            ),
            LINE,
            Field(
                "approver",
                "审批人",
                "Approver",
                "name",
                ("批准人", "审批人员"),
                is_optional=True,
                is_nullable=True,
            ),
        ),
        key=DOCUMENT_KEY,
        scope="region_month",
        period="date",
        note_zh="工资不计；区域经理本人的差旅另列；驳回不计，待审批计入并标示（三）。一张单据可有多行；没有行号时，类别、报销人或金额不同的即为不同的行。",
        note_en="Salaries do not count; the manager's own travel stands apart; rejected claims drop out, pending ones count and are flagged (三). A document may have several lines: without a line number, rows that differ in category, claimant or amount.",
    ),
    Extract(
        "conduct",
        "违规记录",
        "Conduct",
        (
            DATE,
            REGION,
            Field("office", "办事处", "Office", "name", OFFICE.aliases, is_nullable=True),
            Field("behaviour", "行为", "Behaviour", "text", ("违规行为", "违规事项")),
            Field(
                "sanction",
                "处分",
                "Sanction",
                "choice",
                ("处分结果", "处罚", "处理结果"),
                choices=SANCTIONS,
                is_open=True,
                note_zh="制度参数中列明的其他处分亦可。",
                note_en="Other sanctions that the policy names are accepted too.",
            ),
            Field("note", "说明", "Note", "text", ("备注", "证据"), is_nullable=True),
        ),
        key=(),
        scope="region_month",
        period="date",
        note_zh="由人认定并附证据；系统不定级（六）。",
        note_en="Recorded by people with evidence; the software never grades (六).",
    ),
    Extract(
        "indicators",
        "其他指标",
        "Other indicators",
        (
            MONTH,
            REGION,
            Field("indicator", "指标", "Indicator", "text", ("指标名称", "考核指标")),
            Field("target", "目标值", "Target", "quantity", ("目标", "指标值")),
            Field("actual", "实际值", "Actual", "quantity", ("实际", "完成值")),
        ),
        key=("month", "region", "indicator"),
        scope="region_month",
        period="month",
        note_zh="考评方案可引用的其他指标。",
        note_en="Further indicators that an appraisal scheme may use.",
    ),
    Extract(
        "summary",
        "月度事实",
        "Monthly facts",
        (
            MONTH,
            REGION,
            OFFICE,
            Field(
                "sales",
                "销售额",
                "Sales",
                "money",
                ("销售金额", "含税金额", "价税合计", "本月销售额", "月销售额", "销售收入", "銷售額"),
            ),
            Field(
                "collections",
                "回款额",
                "Collections",
                "money",
                ("回款金额", "收款金额", "到账金额", "本期回款", "本月回款额", "月回款额", "收款额"),
            ),
            Field(
                "retail_receivables",
                "期末应收(零售)",
                "Retail receivables",
                "money",
                (
                    "零售应收",
                    "零售应收余额",
                    "期末应收余额(零售)",
                    "期末零售应收",
                    "零售期末应收",
                    "零售期末应收余额",
                    "零售客户应收",
                    "零售客户期末应收",
                    "应收余额(零售)",
                    "月末应收(零售)",
                    "零售应收账款",
                ),
            ),
            Field(
                "inventory",
                "库存占用",
                "Inventory",
                "money",
                (
                    "库存金额",
                    "期末库存",
                    "库存占用金额",
                    "月末库存",
                    "库存资金占用",
                    "库存占用资金",
                    "存货占用",
                    "期末库存金额",
                    "存货金额",
                    "期末存货",
                ),
            ),
            Field(
                "contract_overdue",
                "合同逾期",
                "Contract overdue",
                "money",
                (
                    "合同逾期金额",
                    "合同备案逾期",
                    "逾期金额(合同)",
                    "合同逾期应收",
                    "合同客户逾期",
                    "合同类逾期",
                    "合同(备案)逾期",
                    "合同逾期款",
                ),
                is_non_negative=True,
            ),
            Field(
                "expenses",
                "区域费用",
                "Expenses",
                "money",
                ("费用", "费用合计", "区域费用合计", "区域费用金额", "费用金额", "大区费用", "销售费用"),
            ),
            Field(
                "manager_travel",
                "差旅费",
                "Manager travel",
                "money",
                (
                    "经理差旅费",
                    "区域经理差旅费",
                    "差旅费用",
                    "差旅",
                    "区域经理差旅",
                    "经理差旅",
                    "大区经理差旅费",
                ),
            ),
            Field(
                "sales_to_checkpoint",
                "截至28日销售额",
                "Sales to the 28th",
                "money",
                ("28日销售额", "截止28日销售额"),
                is_optional=True,
                is_nullable=True,
            ),
            Field(
                "collections_to_checkpoint",
                "截至28日回款额",
                "Collections to the 28th",
                "money",
                ("28日回款额", "截止28日回款额"),
                is_optional=True,
                is_nullable=True,
            ),
        ),
        key=("month", "region", "office"),
        scope="region_month",
        period="month",
        note_zh="没有明细账的公司用它；有明细时以明细为准。",
        note_en="For companies without ledgers; where a ledger has rows, the ledger counts.",
    ),
)

BY_NAME: dict[str, Extract] = {extract.name: extract for extract in EXTRACTS}
BY_SHEET: dict[str, Extract] = {extract.sheet: extract for extract in EXTRACTS}

#: Where a row came from; every cleaned frame and stored table carries these three.
PROVENANCE = ("source_file", "source_sheet", "source_row")
