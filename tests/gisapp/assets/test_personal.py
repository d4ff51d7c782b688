"""Holds the detector of personal data to sentences of the kind that residents and CSWs write. Knows no page."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisapp.assets.personal import (
    ADDRESS,
    AGE,
    HEALTH,
    MAIL,
    NAME,
    PHONE,
    findings,
    masked,
    pieces,
)

#: Sentences about somebody, with the kinds that have to be found in them. All are invented.
TELLING = (
    ("電話は042-000-1234です。", {PHONE}),
    ("０４２（０００）１２３４に変わりました。", {PHONE}),
    ("携帯 09000001234 にかけてください。", {PHONE}),
    ("090-0000-1234", {PHONE}),
    ("連絡先は042ー000ー1234まで。", {PHONE}),
    ("〇四二－〇〇〇－一二三四です。", {PHONE}),
    ("電話は000-1234です。", {PHONE}),
    ("+81-42-000-1234", {PHONE}),
    ("mihon@example.jp に送ってください。", {MAIL}),
    ("mihon＠example.co.jp", {MAIL}),
    ("mihon アットマーク example ドット jp", {MAIL}),
    ("本町1-2-3の家です。", {ADDRESS}),
    ("本町一丁目二番三号に住んでいます。", {ADDRESS}),
    ("見本市東町３丁目５番地の裏", {ADDRESS}),
    ("上野町２３番地で集まっています。", {ADDRESS}),
    ("団地の203号室の方が開いています。", {ADDRESS}),
    ("田中さんがやめました。", {NAME}),
    ("世話人は佐藤花子さんです。", {NAME}),
    ("代表の鈴木氏が亡くなりました。", {NAME}),
    ("高橋様のお宅でお茶会をしています。", {NAME}),
    ("はなちゃんのお母さんが困っています。", {NAME}),
    ("けん君がよく来ます。", {NAME}),
    ("渡辺 一郎", {NAME}),
    ("田中花子に聞きました。", {NAME}),
    ("民生委員の小林先生から聞きました。", {NAME}),
    ("たなかさんは来なくなりました。", {NAME}),
    ("スズキさんの畑を借りています。", {NAME}),
    ("五十嵐さん宅の前です。", {NAME}),
    ("田中宅で開いています。", {NAME}),
    ("勅使河原さんが鍵を持っています。", {NAME}),
    ("マリアさんが通訳をしています。", {NAME}),
    ("山本次郎（世話人）が引っ越しました。", {NAME}),
    ("佐藤さん（82歳）は足が悪いです。", {NAME, AGE}),
    ("82歳の女性が一人で住んでいます。", {AGE}),
    ("本町1-2-3の82歳の女性です。", {ADDRESS, AGE}),
    ("９１歳で一人暮らしの木村さん", {AGE, NAME}),
    ("80代の加藤さんが運営しています。", {AGE, NAME}),
    ("田中さんは認知症です。", {NAME, HEALTH}),
    ("山田さんの息子さんは発達障害があります。", {NAME, HEALTH}),
    ("隣の家の方は統合失調症で困っています。", {HEALTH}),
    ("75歳の男性で、がんの治療をしています。", {AGE, HEALTH}),
    ("清水さん、要介護3。", {NAME, HEALTH}),
    ("向かいの家の息子はひきこもりです。", {HEALTH}),
    ("小学3年の男の子が不登校です。", {HEALTH}),
    ("母は88歳で要介護2です。", {AGE, HEALTH}),
    ("担当は中村です。", {NAME}),
    ("渡辺と申します。", {NAME}),
    ("東町3の12の5の家です。", {ADDRESS}),
    ("本町1-2の家は生活保護を受けています。", {ADDRESS, HEALTH}),
)
#: Sentences that tell of nobody.
PLAIN = (
    "第2・第4木曜の10-12時に開いています。",
    "毎週火曜、午前10時〜12時です。参加費は200円です。",
    "65歳以上の方が多い校区です。",
    "75歳以上の一人暮らしの方が増えています。",
    "0〜3歳の親子が来ています。",
    "3歳児健診のあとに集まる場所がほしい。",
    "認知症カフェを開いてほしい。",
    "認知症サポーター養成講座を2回開きました。",
    "障害のある方も来られるようになりました。",
    "ひきこもりの相談支援を知りたい人が多い。",
    "本町1丁目に新しい居場所ができました。",
    "皆さんで話し合いました。お客様も増えました。",
    "ボランティアさんが足りません。民生委員さんに頼んでいます。",
    "お母さんたちが集まる場所がありません。おばあちゃんも来ます。",
    "利用者さんの送り迎えがあると助かります。",
    "令和8年4月1日に閉じました。",
    "定員は20人で、10-15人くらい来ています。",
    "バスが1時間に2本しかなく、坂が多い。",
    "入口の段差をなくしてほしい。車いすで入れません。",
    "中野公園のとなりに移りました。",
    "石川町会館の2階です。",
    "小林薬局の角を曲がったところです。",
    "子ども食堂が月に1回から2回になりました。",
    "夏祭りに120人が来ました。",
    "ごみ出しを手伝う人がいます。雪かきも助け合っています。",
    "中学校区で3番目の居場所です。子どもさんも来ます。",
    "西さくら公園に移りました。会場が東公民館に変わりました。",
    "たくさんの人に知ってほしい。赤ちゃんも来られます。",
)
#: Shares of the sentences above. Missing somebody weighs more than warning for nothing.
RECALL, PRECISION = 0.98, 0.95


@pytest.mark.parametrize(("text", "kinds"), TELLING)
def test_g13_what_tells_who_somebody_is_is_found(text: str, kinds: set[str]) -> None:
    assert kinds <= {each.kind for each in findings(text)}


@pytest.mark.parametrize("text", PLAIN)
def test_what_tells_of_nobody_is_left_alone(text: str) -> None:
    assert findings(text) == []


def test_g13_it_warns_rather_than_misses() -> None:
    """Over all of the sentences together, so that a new one that fails says how much it weighs."""
    found = sum(bool(findings(text)) for text, _ in TELLING)
    warned = found + sum(bool(findings(text)) for text in PLAIN)
    assert found / len(TELLING) >= RECALL
    assert found / warned >= PRECISION


@pytest.mark.parametrize(("text", "_"), TELLING)
def test_a_masked_text_passes(text: str, _: set[str]) -> None:
    assert findings(masked(text, findings(text))) == []


def test_the_marks_lie_on_what_was_written() -> None:
    text = "世話人は佐藤さん、電話は０４２－０００－１２３４です。"
    cut = pieces(text, findings(text))
    assert "".join(piece.text for piece in cut) == text
    assert [(piece.text, piece.kind) for piece in cut if piece.kind] == [
        ("佐藤さん", NAME),
        ("０４２－０００－１２３４", PHONE),
    ]
    assert masked(text, findings(text)) == "世話人は（名前）、電話は（電話番号）です。"


@given(st.text(alphabet="0１-ー の田中さん佐藤82歳認知症丁目番号㈱@.a〒①ｶﾞ\n。", max_size=80))
def test_any_text_is_cut_without_losing_a_character(text: str) -> None:
    found = findings(text)
    assert "".join(piece.text for piece in pieces(text, found)) == text
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    assert all(each.start < each.end and each.hint for each in found)
