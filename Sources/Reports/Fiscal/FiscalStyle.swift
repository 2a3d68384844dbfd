/// The page's looks: readable on a phone, on a screen, and on A4.
enum FiscalStyle {
    static let sheet = """
        :root{color-scheme:light;--line:#d5d9de;--soft:#5b6670}
        *{box-sizing:border-box}
        body{margin:0 auto;padding:1rem;max-width:75rem;font:15px/1.5 system-ui,sans-serif;color:#17202a;background:#fff}
        h1{font-size:1.7rem;line-height:1.2;margin:.4rem 0}h2{font-size:1.2rem;margin:2rem 0 .5rem}
        h3{font-size:1rem;margin:1rem 0 .3rem}ul{margin:.3rem 0;padding-left:1.2rem}li{margin:.2rem 0}li,p,.by{overflow-wrap:anywhere}
        .note{color:var(--soft);font-size:.9em;font-weight:normal}.none{color:#9a4a00}
        .wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.88rem}
        th{text-align:left;background:#f2f4f7;position:sticky;top:0}
        th,td{padding:.3rem .5rem;border-bottom:1px solid var(--line);vertical-align:top}
        .n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
        td:first-child,.d{white-space:nowrap}.sums{font-size:.82rem}.sums td:last-child{min-width:6rem}h3+.note{margin:0}.part{position:static;background:none;padding-top:.8rem}
        svg{width:100%;min-width:44rem;height:auto}code{overflow-wrap:anywhere}
        footer{margin-top:2rem;border-top:1px solid var(--line)}
        @media screen and (max-width:40rem){body{font-size:16px}table{font-size:.95rem}
        .list thead{display:none}.list,.list tbody{display:block}
        .list tbody{content-visibility:auto;contain-intrinsic-size:auto 7rem;border-bottom:1px solid var(--line);padding:.4rem 0}
        .list tr{display:flex;flex-wrap:wrap}.list td{border:0;padding:.1rem .5rem .1rem 0}
        .list td[rowspan]:nth-child(3){flex:1 0 100%}.list .n{flex:1 0 55%;text-align:left}
        .list .n+.n{flex:1 0 30%;text-align:right}.list .by{flex:1 0 100%;color:var(--soft);font-size:.9em}
        .list td:empty{display:none}}
        @page{size:A4 landscape;margin:12mm}
        @media print{body{max-width:none;padding:0;font-size:9pt}table{font-size:7.5pt}.wide{overflow:visible}
        th{position:static}thead{display:table-header-group}tbody,tr,li{break-inside:avoid}
        .sums{font-size:7.5pt}.sums tbody{break-inside:auto}.part,h3+.note{break-after:avoid}
        svg{min-width:0;max-height:160mm}.picture{break-inside:avoid}h2,h3{break-after:avoid}}
        """
}
