"""Invented pages in the layouts of real content systems go out, each with what a reader must make of it."""

import html
import json
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Truth:
    """What a page holds. furniture are words of the page that are no part of the article's body."""

    title: str
    day: str
    paragraphs: tuple[str, ...]
    author: str | None = None
    section: str | None = None
    source: str | None = None
    url: str | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()
    encoding: str = "utf-8"


_FERRY = (
    "The harbour ferry returned to service on Wednesday after eleven weeks in the yard, and the first boat left the "
    "north quay with barely a seat free.",
    "“We waited a long time for this,” said the harbour master, Ada Quay, who had promised the council a date in May.",
    "The council paid 2.4 million crowns for the new engine; fares stay as they were until the end of the year.",
    "A second boat, the Lantern, is to follow in autumn. Its crew of nine will be trained on the northern route.",
)
_TEASERS = (
    "Council votes on the price of salt after a long night",
    "Lighthouse keeper retires after forty winters on the rock",
    "Storm closes the southern road for the third time this year",
    "Herring boats return with the best catch in a decade",
    "School orchestra wins the island prize once more",
    "Library opens a reading room for fishermen",
)
_COOKIES = (
    "We and our 143 partners store cookies on your device to measure how you read"
)
_COMMENT = "I was on the first boat and it was wonderful, thank you captain"


def _p(paragraphs: tuple[str, ...], attributes: str = "") -> str:
    return "\n".join(f"<p{attributes}>{html.escape(p)}</p>" for p in paragraphs)


def _json(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def _cards(tag: str = "h3", kind: str = "card") -> str:
    return "".join(
        f'<div class="{kind}"><a href="/s/{n}"><img src="/i/{n}.jpg" alt=""><{tag}>{text}</{tag}></a>'
        f"<p>Updated {n + 1} hours ago</p></div>"
        for n, text in enumerate(_TEASERS)
    )


def wordpress() -> tuple[str, Truth]:
    """A block theme with an SEO plugin's graph, sharing buttons, related posts and comments."""
    address = "https://lanternpost.example/2024/06/19/ferry-returns/"
    graph = [
        {
            "@type": "Article",
            "@id": address + "#article",
            "isPartOf": {"@id": address},
            "author": {"name": "Ada Pier", "@id": "https://lanternpost.example/#/p/1"},
            "headline": "Ferry returns to the north quay",
            "datePublished": "2024-06-19T05:30:00+00:00",
            "dateModified": "2024-06-21T08:00:00+00:00",
            "mainEntityOfPage": {"@id": address},
            "wordCount": 91,
            "publisher": {"@id": "https://lanternpost.example/#organization"},
            "articleSection": ["Harbour", "News"],
            "keywords": ["ferry", "north quay"],
            "inLanguage": "en-GB",
        },
        {"@type": "WebPage", "@id": address, "name": "Ferry returns - Lantern Post"},
        {
            "@type": "Organization",
            "@id": "https://lanternpost.example/#organization",
            "name": "Lantern Post",
        },
        {
            "@type": "Person",
            "@id": "https://lanternpost.example/#/p/1",
            "name": "Ada Pier",
        },
    ]
    page = f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="UTF-8">
<title>Ferry returns to the north quay - Lantern Post</title><link rel="canonical" href="{address}">
<meta property="og:type" content="article"><meta property="og:site_name" content="Lantern Post">
<meta property="og:title" content="Ferry returns to the north quay - Lantern Post">
<meta property="article:modified_time" content="2024-06-21T08:00:00+00:00">
{_json({"@context": "https://schema.org", "@graph": graph})}</head>
<body class="single single-post"><a class="skip-link" href="#c">Skip to content</a>
<div id="cookie-notice" role="dialog" class="cookie-notice"><span>{_COOKIES}</span><a href="#">Accept all</a></div>
<header class="site-header"><a href="/">Lantern Post</a><nav><ul><li><a href="/news">News</a><li><a
 href="/sea">Sea</a></ul>
</nav></header><main id="c" class="site-main"><article class="post type-post hentry category-harbour">
<header class="entry-header"><h1 class="entry-title">Ferry returns to the north quay</h1>
<div class="entry-meta"><span class="posted-on">Posted on <time class="entry-date published"
 datetime="2024-06-19T06:30:00+01:00">19 June 2024</time><time class="updated" datetime="2024-06-21">21 June 2024</time>
</span> <span class="byline">by <a href="/author/ada">Ada Pier</a></span></div></header>
<div class="entry-content"><figure class="wp-block-image"><img src="f.jpg" alt="Ferry"><figcaption>The ferry.
</figcaption></figure>{_p(_FERRY)}<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">Share this:</h3>
<ul><li><a href="#">Click to share on Twitter</a></li></ul></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3>Related</h3>{_cards("h4", "jp-relatedposts-post")}</div></div>
<footer class="entry-footer">Posted in <a href="/c/harbour">Harbour</a>. Bookmark the permalink.</footer></article>
<nav class="post-navigation"><a href="/p">Previous: {_TEASERS[0]}</a></nav>
<div id="comments" class="comments-area"><h2>One thought on this</h2><ol class="comment-list"><li class="comment">
<div class="comment-content"><p>{_COMMENT}.</p></div></li></ol><div id="respond">Leave a Reply</div></div></main>
<aside class="widget-area"><section class="widget"><h2>Recent Posts</h2><ul><li><a href="/1">{_TEASERS[1]}</a></ul>
</section></aside><footer class="site-footer">Proudly powered by WordPress</footer></body></html>"""
    furniture = ("partners", "Click to share", "Posted in", "Leave a Reply", "powered")
    return page, Truth(
        "Ferry returns to the north quay",
        "2024-06-19",
        _FERRY,
        "Ada Pier",
        "Harbour",
        "Lantern Post",
        address,
        "en-gb",
        ("ferry", "north quay"),
        (*furniture, _COMMENT, *_TEASERS[:3]),
    )


def drupal() -> tuple[str, Truth]:
    """RDFa attributes, fields in nested divs, no JSON-LD, a date only in the page's own words and metatags."""
    address = "https://isles.example/news/ferry-back"
    page = f"""<!DOCTYPE html><html lang="en" dir="ltr" prefix="content: http://purl.org/rss/1.0/modules/content/">
<head><meta charset="utf-8"><meta name="Generator" content="Drupal 9"><link rel="canonical" href="{address}">
<meta name="description" content="Ferry back"><meta name="dcterms.date" content="2019-03-05T09:15+00:00">
<meta name="dcterms.modified" content="2019-04-01"><meta name="dcterms.creator" content="Bo Strand">
<meta name="dcterms.publisher" content="Isles Government"><meta name="dcterms.title" content="Ferry is back">
<title>Ferry is back | Isles Government</title></head><body class="path-node page-node-type-article">
<div class="dialog-off-canvas-main-canvas"><header role="banner"><div class="region region-header">
<nav role="navigation"><h2 class="visually-hidden">Main navigation</h2><ul class="menu"><li><a href="/">Home</a></li>
<li><a href="/news">All news</a></li></ul></nav></div></header>
<div class="region region-breadcrumb"><ol class="breadcrumb"><li><a href="/">Home</a></li><li>News</li></ol></div>
<main role="main"><div class="region region-content"><div data-drupal-messages-fallback class="hidden"></div>
<h1 class="page-header"><span class="field field--name-title">Ferry is back</span></h1>
<article role="article" about="/news/ferry-back" class="node node--type-article node--view-mode-full">
<footer class="node__meta"><div class="node__submitted">Submitted by <span>Bo Strand</span> on
<span>Tue, 03/05/2019 - 09:15</span></div></footer><div class="node__content">
<div class="field field--name-body field--type-text-with-summary field--label-hidden field__item">{_p(_FERRY)}</div>
<div class="field field--name-field-tags"><div class="field__label">Tags</div><a href="/t/1">Ferries</a></div>
<ul class="links inline"><li><a href="/user/login">Log in to post comments</a></li></ul></div></article>
<div class="views-element-container block"><h2>Related news</h2>{_cards("h3", "views-row")}</div></div></main>
<footer role="contentinfo"><p>Isles Government, 4 Tower Street. All rights reserved by the government.</p></footer>
</div></body></html>"""
    return page, Truth(
        "Ferry is back",
        "2019-03-05",
        _FERRY,
        "Bo Strand",
        None,
        "Isles Government",
        address,
        "en",
        furniture=("Submitted by", "Log in", "Tower Street", *_TEASERS),
    )


def arc() -> tuple[str, Truth]:
    """A newspaper's platform: several JSON-LD articles, the related ones first, promotional blocks in the body."""
    address = "https://www.tribune.example/sea/2021/11/02/ferry-sails-again/"
    related = [
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": text,
            "url": f"https://www.tribune.example/s/{n}",
            "datePublished": f"2021-10-{n + 10}T10:00:00Z",
            "author": {"@type": "Person", "name": "Someone Else"},
        }
        for n, text in enumerate(_TEASERS[:3])
    ]
    own = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": address},
        "headline": "Ferry sails again",
        "datePublished": "2021-11-02T22:45:00-05:00",
        "dateModified": "2021-11-04T01:00:00Z",
        "author": [
            {"@type": "Person", "name": "Ada Pier"},
            {"@type": "Person", "name": "Carl Mole"},
        ],
        "publisher": {"@type": "NewsMediaOrganization", "name": "The Tribune"},
        "articleSection": "Sea",
        "isAccessibleForFree": False,
    }
    links = "".join(
        f'<p class="c-paragraph interstitial-link"><a href="/s/{n}">[{text}]</a></p>'
        for n, text in enumerate(_TEASERS[:2])
    )
    page = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Ferry sails again - The Tribune</title>
<link rel="canonical" href="{address}"><meta property="og:type" content="article">{_json(related)}{_json(own)}</head>
<body><div id="fusion-app"><header class="b-header-nav-chain"><button>Sections</button><a href="/subscribe">Subscribe
for 1 crown</a></header><section role="main" class="b-right-rail"><h1 class="b-headline">Ferry sails again</h1>
<h2 class="b-subheadline">After eleven weeks</h2><div class="b-byline">By <a href="/a/ada">Ada Pier</a> and
<a href="/a/carl">Carl Mole</a></div><span class="b-date">November 02, 2021 at 10:45 pm EDT</span>
<article class="b-article-body">{_p(_FERRY[:2], ' class="c-paragraph"')}
<div class="ad-slot" aria-hidden="true">Advertisement</div>{links}{_p(_FERRY[2:], ' class="c-paragraph"')}
<div class="newsletter-signup"><h4>Sign up for the Evening Tide</h4><p>The day's news in your inbox at six.</p>
<form><input type="email"><button>Sign up</button></form></div></article>
<div class="b-author-bio"><a href="/a/ada">Ada Pier</a><p>Ada Pier covers the sea for The Tribune.</p></div></section>
<aside class="right-rail"><h2>Most read</h2>{_cards()}</aside></div>
<footer class="b-footer"><p>© 2021 The Tribune Company</p></footer></body></html>"""
    return page, Truth(
        "Ferry sails again",
        "2021-11-02",
        _FERRY,
        "Ada Pier, Carl Mole",
        "Sea",
        "The Tribune",
        address,
        "en",
        furniture=("Advertisement", "inbox", "Subscribe", "2021 The", *_TEASERS[2:]),
    )


def ghost() -> tuple[str, Truth]:
    """A member newsletter: the graph's author is an object, a card to subscribe within the text."""
    address = "https://tide.example/the-ferry/"
    own = {
        "@context": "https://schema.org",
        "@type": "Article",
        "publisher": {"@type": "Organization", "name": "Tide", "url": "/"},
        "author": {"@type": "Person", "name": "Eva Reed", "sameAs": []},
        "headline": "The ferry, at last",
        "url": address,
        "datePublished": "2023-02-28T23:59:00.000Z",
        "dateModified": "2023-03-02T10:00:00.000Z",
        "keywords": "Sea, Essays",
        "description": "Short",
        "mainEntityOfPage": address,
    }
    page = f"""<!DOCTYPE html><html lang="en"><head><title>The ferry, at last</title><meta charset="utf-8">
<link rel="canonical" href="{address}"><meta property="og:site_name" content="Tide">
<meta property="og:type" content="article"><meta property="article:published_time" content="2023-02-28T23:59:00.000Z">
<meta property="article:tag" content="Sea">{_json(own)}</head><body class="post-template"><div class="viewport">
<header id="gh-navigation" class="gh-navigation"><a href="/">Tide</a><a href="#/portal/signup">Subscribe</a></header>
<main><article class="gh-article post tag-sea"><header class="gh-article-header gh-canvas"><a class="gh-article-tag"
 href="/tag/sea/">Sea</a><h1 class="gh-article-title">The ferry, at last</h1><div class="gh-article-meta">
<h4 class="gh-article-author-name"><a href="/a/eva/">Eva Reed</a></h4><time datetime="2023-02-28">Feb 28, 2023</time>
<span>— 2 min read</span></div></header><section class="gh-content gh-canvas">{_p(_FERRY[:3])}
<div class="kg-card kg-signup-card"><h2>Sign up for Tide</h2><p>Letters from the sea, twice a month.</p></div>
{_p(_FERRY[3:])}</section></article><section class="gh-comments">{_COMMENT}</section></main>
<aside class="gh-read-more"><h2>Read more</h2>{_cards()}</aside><footer class="gh-footer">Powered by Ghost</footer>
</div></body></html>"""
    return page, Truth(
        "The ferry, at last",
        "2023-02-28",
        _FERRY,
        "Eva Reed",
        None,
        "Tide",
        address,
        "en",
        ("Sea", "Essays"),
        ("Powered", "min read", _COMMENT, *_TEASERS),
    )


def blogger() -> tuple[str, Truth]:
    """A weblog of 2011: microdata, paragraphs parted by <br />, an archive list, the day above the post."""
    address = "http://harbourwatch.example/2011/05/ferry.html"
    body = "<br /><br />".join(html.escape(p) for p in _FERRY)
    page = f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"
 "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html dir='ltr' xmlns='http://www.w3.org/1999/xhtml'><head><meta content='text/html; charset=UTF-8'
 http-equiv='Content-Type'/><link href='{address}'
 rel='canonical'/><title>Harbour Watch: Ferry runs again</title></head>
<body class='loading'><div class='header-inner'><h1 class='title'>Harbour Watch</h1><p>Notes from the pier</p></div>
<div class='main-outer'><div class='blog-posts hfeed'><div class="date-outer"><h2 class='date-header'><span>Tuesday, May
17, 2011</span></h2><div class="date-posts"><div class='post-outer'><div class='post hentry' itemscope='itemscope'
 itemtype='http://schema.org/BlogPosting'><h3 class='post-title entry-title' itemprop='name'>Ferry runs again</h3>
<div class='post-body entry-content' itemprop='articleBody'>{body}<div style='clear: both;'></div></div>
<div class='post-footer'><span class='post-author vcard'>Posted by <span class='fn' itemprop='author' itemscope=
'itemscope' itemtype='http://schema.org/Person'><span itemprop='name'>Carl Mole</span></span></span> at
<a class='timestamp-link' href='{address}'><abbr class='published' itemprop='datePublished'
 title='2011-05-17T07:12:00-07:00'>7:12 AM</abbr></a></div></div>
<div class='comments' id='comments'><h4>1 comment:</h4><div class="comment-thread"><p class="comment-content">{_COMMENT}
</p></div></div></div></div></div></div></div><div class='sidebar section'><div class='widget
 BlogArchive'><h2>Blog Archive
</h2><ul><li><a href='/1'>{_TEASERS[0]}</a></li><li><a
 href='/2'>{_TEASERS[1]}</a></li></ul></div></div></body></html>"""
    return page, Truth(
        "Ferry runs again",
        "2011-05-17",
        _FERRY,
        "Carl Mole",
        url=address,
        furniture=("Notes from the pier", "Posted by", _COMMENT, *_TEASERS[:2]),
    )


def squarespace() -> tuple[str, Truth]:
    """Blocks in rows and columns; the site's name and the day in itemprop meta tags."""
    address = "https://www.quayhouse.example/journal/ferry"
    page = f"""<!doctype html><html xmlns:og="http://opengraphprotocol.org/schema/" lang="en-US" itemscope
 itemtype="http://schema.org/Thing"><head><base href=""><meta
 charset="utf-8"/><title>The boat is back &mdash; Quay House
</title><link rel="canonical" href="{address}"/><meta property="og:site_name" content="Quay House"/>
<meta property="og:title" content="The boat is back &mdash; Quay House"/><meta property="og:type" content="article"/>
<meta itemprop="headline" content="The boat is back"/><meta itemprop="author" content="Dora Sands"/>
<meta itemprop="datePublished" content="2020-08-09T14:00:00-0700"/><meta itemprop="dateModified"
 content="2022-01-01T14:00:00-0700"/><script type="application/ld+json">{{"url":"https://www.quayhouse.example",
"name":"Quay House","description":"","@context":"http://schema.org","@type":"WebSite"}}</script></head>
<body class="collection-type-blog view-item"><div id="siteWrapper"><header data-test="header"><div class="header-nav">
<a href="/shop">Shop</a></div></header><main id="page"><article class="h-entry entry" id="article-1">
<div class="blog-item-wrapper"><div class="blog-item-top-wrapper"><div class="blog-item-title"><h1 class="entry-title"
 itemprop="headline">The boat is back</h1></div><div class="blog-item-meta"><time class="dt-published">Aug 9</time>
<span>Written By <a href="/a">Dora Sands</a></span></div></div><div class="blog-item-content e-content">
<div class="sqs-layout"><div class="row sqs-row"><div class="col sqs-col-12"><div class="sqs-block html-block">
<div class="sqs-block-content">{_p(_FERRY)}</div></div></div></div></div></div>
<div class="blog-item-author-profile-wrapper"><a href="/a">Dora Sands</a></div></div></article>
<section class="item-pagination"><a href="/p"><h2>{_TEASERS[0]}</h2></a><a
 href="/n"><h2>{_TEASERS[1]}</h2></a></section>
</main><footer><p>12 Quay Road. Open from ten to five, closed on Mondays.</p></footer></div></body></html>"""
    return page, Truth(
        "The boat is back",
        "2020-08-09",
        _FERRY,
        "Dora Sands",
        None,
        "Quay House",
        address,
        "en-us",
        furniture=("Quay Road", "Written By", *_TEASERS[:2]),
    )


def tables_1998() -> tuple[str, Truth]:
    """A table layout of 1998: <font>, spacer cells, no metadata but a title; its day is in words."""
    body = "\n<p>".join(html.escape(p) for p in _FERRY)
    page = f"""<HTML><HEAD><TITLE>Ferry back in service</TITLE></HEAD><BODY BGCOLOR="#FFFFFF" LINK="#0000CC">
<CENTER><TABLE WIDTH=600 BORDER=0 CELLPADDING=0><TR><TD COLSPAN=3><IMG SRC="/gif/logo.gif" ALT="ISLES DAILY"></TD></TR>
<TR><TD WIDTH=120 VALIGN=TOP BGCOLOR="#CCCCFF"><FONT SIZE=1 FACE="Arial"><A HREF="/"><B>Front page</B></A><BR>
<A HREF="/local/">Local news</A><BR><A HREF="/sport/">Sport results</A><BR><A HREF="/class/">Classified ads</A><BR>
</FONT></TD><TD WIDTH=10><IMG SRC="/gif/1.gif" WIDTH=10></TD><TD VALIGN=TOP><FONT SIZE=5><B>Ferry back in service</B>
</FONT><BR><FONT SIZE=2><I>By CARL MOLE<BR>Thursday, October 15, 1998</I></FONT><P><FONT SIZE=3>{body}</FONT>
<P><FONT SIZE=1><A HREF="/">Back to the front page</A></FONT></TD></TR>
<TR><TD COLSPAN=3><HR><FONT SIZE=1>Copyright 1998 The Isles Daily Company. Best viewed at 800x600.</FONT></TD></TR>
</TABLE></CENTER></BODY></HTML>"""
    return page, Truth(
        "Ferry back in service",
        "1998-10-15",
        _FERRY,
        furniture=("Classified", "Best viewed", "Back to the front"),
    )


def asp() -> tuple[str, Truth]:
    """A page of active server pages: a view state, spans with generated ids, no paragraphs but <br><br>."""
    body = "<br><br>\r\n".join(html.escape(p) for p in _FERRY)
    page = f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN">\r\n<html><head>
<meta http-equiv="Content-Type" content="text/html; charset=windows-1252"><title>Ferry fares unchanged</title>
<meta name="GENERATOR" content="Microsoft Visual Studio .NET 7.1"><meta name="date" content="2005-09-01"></head>
<body MS_POSITIONING="GridLayout"><form name="Form1" method="post" action="story.aspx?id=4711" id="Form1">
<input type="hidden" name="__VIEWSTATE" value="{"dDwtMTA4" * 60}" /><div id="ctl00_pnlMenu"><a href="d.aspx">Home</a> |
<a href="news.aspx">News archive</a> | <a href="c.aspx">Contact us</a></div><table id="Table1"><tr><td>
<span id="ctl00_lblHeadline" class="headline">Ferry fares unchanged</span><br><span id="ctl00_lblDate">1 September 2005
</span><br><br><span id="ctl00_lblBody" class="story">{body}</span></td></tr></table>
<div id="ctl00_pnlFoot">Copyright 2005 Harbour Radio. Terms and conditions of use apply.</div></form></body></html>"""
    return page, Truth(
        "Ferry fares unchanged",
        "2005-09-01",
        _FERRY,
        furniture=("archive", "Terms and conditions"),
        encoding="cp1252",
    )


def amp() -> tuple[str, Truth]:
    """An accelerated page: its own elements, a consent box, a carousel, the full page as canonical address."""
    address = "https://www.mailboat.example/news/ferry-7781"
    own = {
        "@context": "http://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": address,
        "headline": "Ferry back &amp; running",
        "datePublished": "2022-12-31T18:00:00-08:00",
        "dateModified": "2023-01-01T02:00:00Z",
        "author": {"@type": "Person", "name": "Ada Pier"},
        "publisher": {"@type": "Organization", "name": "Mail Boat"},
    }
    page = f"""<!doctype html><html ⚡ lang="en"><head><meta charset="utf-8"><title>Ferry back</title>
<script async src="https://cdn.example/v0.js"></script><link rel="canonical" href="{address}">{_json(own)}
<style amp-custom>h1{{color:red}}</style></head><body><amp-consent id="consent" layout="nodisplay"><div>
<p>{_COOKIES}.</p><button>Accept</button></div></amp-consent><amp-sidebar id="s"><ul><li><a href="/">Home</a></ul>
</amp-sidebar><header><a href="/">Mail Boat</a></header><article><h1>Ferry back &amp; running</h1><p
 class="byline">By Ada
Pier</p><amp-img src="f.jpg" width="16" height="9"></amp-img>{_p(_FERRY[:2])}<amp-ad width="300" type="x"></amp-ad>
{_p(_FERRY[2:])}<amp-social-share type="email"></amp-social-share></article>
<section class="related"><h2>Read next</h2><amp-carousel>{_cards()}</amp-carousel></section>
<footer>Copyright Mail Boat</footer></body></html>"""
    return page, Truth(
        "Ferry back & running",
        "2022-12-31",
        _FERRY,
        "Ada Pier",
        None,
        "Mail Boat",
        address,
        "en",
        furniture=("partners", *_TEASERS),
    )


_JAPANESE = (
    "北埠頭の連絡船が十九日、十一週間ぶりに運航を再開し、始発便はほぼ満席で出港した。港の関係者は安堵の表情を見せた。",
    "港長の桟橋明子さんは「長い間この日を待っていた。利用者の皆さんに心から感謝したい」と話した。",
    "議会は新しい機関のために二億四千万円を支出した。運賃は年末まで据え置かれるという。",
)
_KOREAN = (
    "북쪽 부두의 연락선이 19일 열한 주 만에 운항을 다시 시작했다. 첫 배는 거의 빈자리 없이 항구를 떠났다.",
    "항만 책임자는 “오랫동안 이날을 기다렸다”며 이용객들에게 감사의 뜻을 전했다.",
    "의회는 새 기관을 위해 24억 원을 지출했다. 요금은 올해 말까지 그대로 유지된다.",
)
_RUSSIAN = (
    "Паром у северного причала снова вышел в море в среду после одиннадцати недель ремонта, и первый рейс прошёл почти "
    "без свободных мест.",
    "«Мы долго ждали этого дня», — сказала начальница порта, которая обещала совету открыть линию ещё в мае.",
    "Совет заплатил за новый двигатель 2,4 миллиона крон; стоимость проезда не изменится до конца года.",
)


def japanese() -> tuple[str, Truth]:
    """A portal in Shift_JIS: the day as written in Japanese, related headlines in a list."""
    page = f"""<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"><html lang="ja"><head>
<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS"><title>連絡船、運航再開 - 灯台ニュース</title>
<meta property="og:title" content="連絡船、運航再開"><meta property="og:site_name" content="灯台ニュース">
<meta property="og:type" content="article"></head><body><div id="header"><a href="/">灯台ニュース</a></div>
<div id="gnavi"><ul><li><a href="/top">トップ</a></li><li><a href="/sports">スポーツ</a></li></ul></div>
<div id="main"><div class="article"><h1>連絡船、運航再開</h1><p class="date">2024年6月19日 23時30分</p>
<div class="articleBody">{_p(_JAPANESE)}</div><p class="copyright">（灯台新聞社）</p></div>
<div class="relatedNews"><h2>関連ニュース</h2><ul><li><a href="/1">塩の値段をめぐり議会が投票</a></li>
<li><a href="/2">灯台守が四十年ぶりに引退</a></li></ul></div></div>
<div id="footer">記事・写真の無断転載を禁じます。</div></body></html>"""
    return page, Truth(
        "連絡船、運航再開",
        "2024-06-19",
        _JAPANESE,
        None,
        None,
        "灯台ニュース",
        None,
        "ja",
        furniture=("無断転載", "塩の値段", "スポーツ"),
        encoding="cp932",
    )


def korean() -> tuple[str, Truth]:
    """A portal in EUC-KR: paragraphs parted by <br/>, the times of entry and change side by side."""
    body = "<br/><br/>".join(_KOREAN)
    page = f"""<!DOCTYPE html><html lang="ko"><head><meta http-equiv="Content-Type" content="text/html; charset=euc-kr">
<title>연락선 운항 재개 : 등대일보</title><meta property="og:title" content="연락선 운항 재개">
<meta property="og:type" content="article"><meta property="og:site_name" content="등대일보">
<meta property="article:published_time" content="2024-06-19T00:10:00+09:00"></head><body><div id="wrap">
<div id="gnb"><ul><li><a href="/p">정치</a></li><li><a href="/e">경제</a></li></ul></div><div id="content">
<h3 class="tit_view">연락선 운항 재개</h3><span class="info_view">입력 2024.06.19. 00:10 수정 2024.06.20. 09:00</span>
<div id="articleBody" class="article_view">{body}</div><div class="copyright">저작권자 ⓒ 등대일보. 무단전재 및 재배포 금지</div>
<div class="aside_news"><h4>많이 본 뉴스</h4><ol><li><a href="/1">소금값을 두고 의회가 밤새 토론</a></li>
<li><a href="/2">등대지기 사십 년 만에 퇴임</a></li></ol></div></div></div></body></html>"""
    return page, Truth(
        "연락선 운항 재개",
        "2024-06-19",
        _KOREAN,
        None,
        None,
        "등대일보",
        None,
        "ko",
        furniture=("재배포", "소금값", "정치"),
        encoding="cp949",
    )


def russian() -> tuple[str, Truth]:
    """A wire's page in windows-1251: microdata within the article, the day and hour in words."""
    page = f"""<!DOCTYPE html><html lang="ru"><head><meta http-equiv="content-type" content="text/html;
 charset=windows-1251">
<title>Паром вернулся на линию // Вести гавани</title><meta name="author" content="Вести гавани"></head><body>
<div class="topline"><a href="/">Главная</a> <a href="/politics/">Политика</a> <a href="/rss">RSS</a></div>
<div class="b-article" itemscope itemtype="http://schema.org/NewsArticle"><div class="b-meta">
<time itemprop="datePublished" datetime="2016-06-22T23:50:00+03:00">23:50, 22 июня 2016</time></div>
<h1 itemprop="headline">Паром вернулся на линию</h1><div class="b-text" itemprop="articleBody">{_p(_RUSSIAN)}</div>
<div class="b-share"><span>Поделиться</span></div></div><div class="b-also"><h2>Материалы по теме</h2><ul>
<li><a href="/1">Совет проголосовал за цену на соль</a></li><li><a
 href="/2">Смотритель маяка ушёл на покой</a></li></ul>
</div><div class="b-foot">Все права защищены. Полное или частичное копирование запрещено.</div></body></html>"""
    return page, Truth(
        "Паром вернулся на линию",
        "2016-06-22",
        _RUSSIAN,
        "Вести гавани",
        language="ru",
        furniture=("Поделиться", "копирование", "Смотритель"),
        encoding="cp1251",
    )


LAYOUTS: dict[str, Callable[[], tuple[str, Truth]]] = {
    layout.__name__: layout
    for layout in (
        wordpress,
        drupal,
        arc,
        ghost,
        blogger,
        squarespace,
        tables_1998,
        asp,
        amp,
        japanese,
        korean,
        russian,
    )
}
