"""What residents search through, what can be talked about, and which services at one place are one pin."""

import re

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

from gisapp.db.engine import PUBLIC_ROLE

revision = "0009"
down_revision = "0008"

#: Characters that stand for one another; the first of each group stands for all of it.
SAME = re.split(
    " ",
    "辺邊邉 沢澤 斉齊齋斎 高髙 崎﨑嵜碕 吉𠮷 広廣 竜龍 滝瀧 桜櫻 国國 学學 浜濱濵 駅驛 鉄鐵 島嶋嶌 条條 寿壽 "
    "栄榮 浅淺 実實 真眞 蔵藏 円圓 恵惠 徳德 富冨 峰峯 曽曾 桧檜 薮藪籔 鴬鶯 篭籠 館舘 荘莊 万萬 与與 豊豐 "
    "村邨 塩鹽 来來 児兒 関關 会會 区區 鴎鷗 渕淵 湾灣 槙槇 柏栢 柳栁 弥彌 黒黑 横橫 黄黃 戸戶 歩步 桑桒 "
    "参參 宝寶寳 尭堯 稲稻 涌湧 焼燒 総總 緑綠 静靜 岳嶽 がけゖ",
)
#: かな for カナ, large for small, and figures for 一 to 九: 三丁目 and 3丁目 are one.
KANA = "".join(chr(code) for code in range(ord("ァ"), ord("ヶ") + 1))
HIRAGANA = "".join(chr(ord(letter) - 0x60) for letter in KANA)
SMALL, LARGE = "ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ"
FOLDED = dict(zip(SMALL, LARGE, strict=True)) | {other: group[0] for group in SAME for other in group[1:]}
FROM = KANA + "".join(FOLDED) + "〇一二三四五六七八九"
TO = "".join(FOLDED.get(letter, letter) for letter in HIRAGANA) + "".join(FOLDED.values()) + "0123456789"
SEARCH_KEY = f"""
create function search_key(words text) returns text language sql immutable strict parallel safe as $$
    select regexp_replace(
        regexp_replace(
            translate(lower(normalize(words, nfkc)), '{FROM}', '{TO}'),
            '([0-9])(丁目|番地|番|号|の(?=[0-9])|[-‐‑‒–—―−ー])', '\\1-', 'g'
        ),
        '[-‐‑‒–—―−ー]+(?![0-9])|[^\\w-]+|_', '', 'g'
    )
$$
"""
#: What a place is and has, as bits: gisapp.assets.search names them in this order.
WHOM = (
    "array['高齢']", "array['障害']", "array['子ども', '子育て']", "array['困っている']", "array['だれでも']",
)  # fmt: skip
FOREIGN = """
    array['英語', '中国語', '韓国語', 'ベトナム語', 'ネパール語', 'ポルトガル語', 'スペイン語', 'タガログ語']
"""
HAS = (
    "coalesce(a.fee ~ '無料|無償|^[0０]円', false)",
    "coalesce(a.booking = 'いらない', false)",
    "a.accessibility && array['車いすで入れる', '車いす用トイレ', 'エレベーター']",
    "a.accessibility && array['車いすで入れる']",
    "a.accessibility && array['授乳室']",
    "a.accessibility && array['キッズルーム']",
    "a.accessibility && array['駐車場']",
    "a.accessibility && array['オンライン']",
    "a.languages && array['やさしい日本語']",
    f"a.languages && {FOREIGN}",
    "a.languages && array['手話']",
)


def _bits(tests: tuple[str, ...]) -> str:
    return " + ".join(f"case when {test} then {2**bit} else 0 end" for bit, test in enumerate(tests))


DAYS = "array['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']"
#: Services with one address in one building are at one place; a rough address says nothing of that.
SITE = """
    case when a.precision = 'exact' and a.address is not null and a.building is not null
         then md5(a.address || chr(10) || a.building) end as site
"""
FINDING_NOW = f"""
create view finding_now as
    select a.id as service_id, a.municipality_code, a.layer, a.name,
           search_key(concat_ws(
               ' ', a.name, a.kana, a.address, a.building, a.description, array_to_string(s.topics, ' ')
           )) as key,
           search_key(concat_ws(' ', a.name, a.kana)) as name_key,
           {_bits(tuple(f"a.target_groups && {groups}" for groups in WHOM))} as whom,
           {_bits(HAS)} as has,
           (
               select coalesce(bit_or(1 << (array_position({DAYS}, day) - 1)), 0)
               from public_schedule h
               cross join lateral unnest(string_to_array(h.byday, ',')) day
               where h.service_id = a.id
           ) as days,
           a.valid_to, a.geom, s.topics, {SITE},
           case when a.precision = 'exact' then o.name end as organization
    from public_asset a
    join service s on s.id = a.id
    left join organization o on o.id = s.organization_id
"""
#: Minutes from midnight; what closes by the clock no later than it opens closes the next day.
HOURS_NOW = f"""
create view finding_hours_now as
    select h.service_id, d.days, w.weeks, m.opens,
           m.closes + case when m.closes <= m.opens then 1440 else 0 end as closes,
           {_bits(tuple(f"'{name}' = any(a.closed_on)" for name in ("祝日", "年末年始", "お盆")))} as closed
    from public_schedule h
    join public_asset a on a.id = h.service_id
    cross join lateral (
        select cast(bit_or(1 << (array_position({DAYS}, day) - 1)) as smallint) as days
        from unnest(string_to_array(h.byday, ',')) day
    ) d
    cross join lateral (
        select cast(coalesce(bit_or(case when week = -1 then 32 else 1 << (week - 1) end), 0) as smallint)
               as weeks
        from unnest(h.weeks) week
    ) w
    cross join lateral (
        select cast(extract(epoch from h.opens_at) / 60 as smallint) as opens,
               cast(extract(epoch from h.closes_at) / 60 as smallint) as closes
    ) m
"""
#: Whom to ask about a place, and now also who looks after which districts.
OFFICES = "select id, municipality_code, name, phone{more} from office where active"
#: What `pin` is filled from, as before, and with the site.
PINS = """
    select a.id, a.municipality_code, a.layer, a.name, a.precision, a.valid_to,
           ST_Transform(a.geom, 3857) as geom_3857,
           case when a.precision <> 'exact' then coalesce((
               select cast(least(greatest(sqrt(ST_Area(cast(e.geom as geography)) / pi()), 150), 3000)
                           as smallint)
               from (
                   select c.geom from population_cell c
                   where a.precision = '町丁目' and c.municipality_code = a.municipality_code
                         and c.name is not null and ST_Covers(c.geom_3857, ST_Transform(a.geom, 3857))
                   union all
                   select d.geom from public_area d
                   where a.precision = '校区' and d.municipality_code = a.municipality_code
                         and d.system = 'elementary_district' and ST_Covers(d.geom, a.geom)
               ) e
               order by ST_Area(e.geom)
               limit 1
           ), 250) end as radius_m {site}
    from public_asset a
    where a.geom is not null
"""


def upgrade() -> None:
    op.add_column(
        "service",
        sa.Column("topics", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column("pin", sa.Column("site", sa.Text(), nullable=True))
    op.create_index("ix_pin_site", "pin", ["site"])
    op.execute(f"create or replace view public_office as {OFFICES.format(more=', districts')}")
    op.execute(f"create or replace view pin_now as {PINS.format(site=', ' + SITE)}")
    op.execute(
        "update pin p set site = n.site from pin_now n where n.id = p.service_id and n.site is not null"
    )
    op.execute(SEARCH_KEY)
    _make_finding()
    _make_hours()
    op.execute(FINDING_NOW)
    op.execute(HOURS_NOW)
    op.execute("insert into finding select * from finding_now")
    op.execute(
        "insert into finding_hours (service_id, days, weeks, opens, closes, closed)"
        " select h.* from finding_hours_now h join finding using (service_id)"
    )
    op.execute(f"grant select on finding, finding_hours to {PUBLIC_ROLE}")


def _make_finding() -> None:
    op.create_table(
        "finding",
        sa.Column("service_id", sa.BigInteger(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("whom", sa.Integer(), nullable=False),
        sa.Column("has", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("geom", Geometry("POINT", srid=6668, spatial_index=False), nullable=True),
        sa.Column("topics", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("site", sa.Text(), nullable=True),
        sa.Column("organization", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_finding_service_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_finding")),
    )
    op.create_index("ix_finding_municipality_code_layer", "finding", ["municipality_code", "layer"])
    op.create_index("ix_finding_geom", "finding", ["geom"], postgresql_using="gist")
    op.create_index("ix_finding_site", "finding", ["site"])
    for column in ("key", "name_key"):
        op.create_index(
            f"ix_finding_{column}", "finding", [column], postgresql_using="gin",
            postgresql_ops={column: "gin_trgm_ops"},
        )  # fmt: skip


def _make_hours() -> None:
    op.create_table(
        "finding_hours",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("service_id", sa.BigInteger(), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.Column("weeks", sa.SmallInteger(), nullable=False),
        sa.Column("opens", sa.SmallInteger(), nullable=True),
        sa.Column("closes", sa.SmallInteger(), nullable=True),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["finding.service_id"],
            name=op.f("fk_finding_hours_service_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_hours")),
    )
    op.create_index(op.f("ix_finding_hours_service_id"), "finding_hours", ["service_id"])


def downgrade() -> None:
    op.execute(f"revoke select on finding, finding_hours from {PUBLIC_ROLE}")
    op.execute("drop view finding_hours_now")
    op.execute("drop view finding_now")
    op.drop_table("finding_hours")
    op.drop_table("finding")
    op.execute("drop function search_key(text)")
    op.execute("drop view public_office")
    op.execute(f"create view public_office as {OFFICES.format(more='')}")
    op.execute(f"grant select on public_office to {PUBLIC_ROLE}")
    op.execute("drop view pin_now")
    op.execute(f"create view pin_now as {PINS.format(site='')}")
    op.drop_column("pin", "site")
    op.drop_column("service", "topics")
