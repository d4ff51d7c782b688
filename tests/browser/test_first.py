import pytest, json
from playwright.sync_api import expect
pytestmark = pytest.mark.browser
def test_a(page, districts, assets):
    import collections
    print(len(districts["districts"]), districts["city"], districts["as_of"], districts["edition"], districts["sources"])
    print(sorted((d["aging_rate"],d["name"]) for d in districts["districts"]))
    print(collections.Counter((x['layer'],x['precision'],x['lat'] is None) for x in assets))
    print(collections.Counter((bool(x['phones']),x['hours'] is None,x['fee'] is None,x['assured_date'] is None, x['address'] is None) for x in assets))
    n=collections.Counter(x['name'] for x in assets);print([k for k,v in n.items() if v>1][:10])
    print(json.dumps([x for x in assets if x["phones"]][:3],ensure_ascii=False,indent=0))
    page.goto("/")
    expect(page.locator("html[data-map]")).to_be_attached()
    print(page.locator("html").get_attribute("data-map"), page.locator("#map-status").text_content(), page.locator("#result-count").text_content())
    print(page.locator("#page-data").text_content())
    page.screenshot(path="/tmp/p.png")
