"""Prose of the annual report extract; braces are filled from the statements."""

from __future__ import annotations

BLOCKS: list[tuple[str, str]] = [
    ("space", "40"),
    ("kicker", "{issuer}"),
    ("title", "2023 Annual Report"),
    (
        "center",
        "Extract – Business, Risk Factors, Management's Discussion and Analysis, "
        "Financial Statements and Selected Notes",
    ),
    ("rule", ""),
    ("center", "For the fiscal year ended {report_year_end}"),
    ("space", "20"),
    ("center", "400 Meridian Fable Way, Port Imaginary"),
    (
        "center",
        "<i>An invented company. Amounts in millions of U.S. dollars unless stated otherwise.</i>",
    ),
    ("break", ""),
    ("h1", "Item 1. Business"),
    ("h2", "Overview"),
    (
        "p",
        "{issuer} designs and manufactures precision instruments that measure, image and analyze "
        "fluids, materials and environments. Founded in 1968, the Company sells to industrial, "
        "laboratory and field customers in more than 60 countries and employed approximately "
        "11,400 people as of {report_year_end}.",
    ),
    (
        "p",
        "The Company operates 19 manufacturing sites, of which 11 are owned and 8 are leased. "
        "Net sales for 2023 were {report_sales}, compared with {report_sales_2022} in 2022.",
    ),
    ("h2", "Segments"),
    (
        "p",
        "<b>Flow Systems</b> supplies meters, valves and control software for water, process and "
        "energy networks. <b>Bench Optics</b> supplies microscopes, spectrometers and light "
        "sources for laboratories. <b>Field Analytics</b> supplies portable analyzers and the "
        "subscription services attached to them.",
    ),
    ("h2", "Customers and competition"),
    (
        "p",
        "No single customer accounted for more than 7% of net sales in 2023. The Company "
        "competes on measurement accuracy, installed base and service response time. Order "
        "backlog was $1,130 million at year-end, of which about 85% is expected to ship within "
        "twelve months.",
    ),
    ("h2", "Intellectual property and human capital"),
    (
        "p",
        "The Company holds approximately 2,300 patents worldwide. Voluntary turnover was 8.4% in "
        "2023. About 22% of employees are covered by collective agreements.",
    ),
    ("break", ""),
    ("h1", "Item 1A. Risk Factors"),
    (
        "p",
        "The following factors could materially affect our business, financial condition and "
        "results of operations. They should be read together with the other information in this "
        "report.",
    ),
    ("h2", "Supply of specialty glass"),
    (
        "p",
        "Our Bench Optics segment purchases most of its specialty glass from two suppliers. The "
        "interruption of either source could delay shipments for six months or more, because "
        "qualifying another supplier requires lengthy optical testing.",
    ),
    ("h2", "Cyclical demand"),
    (
        "p",
        "Demand for Flow Systems products follows capital spending by utilities and process "
        "industries. A prolonged downturn would reduce orders, increase inventories and put "
        "pressure on prices.",
    ),
    ("h2", "Indebtedness and credit facility covenant"),
    (
        "p",
        "Our revolving credit facility of $900 million, undrawn at year-end, requires us to keep "
        "the ratio of net debt to EBITDA at or below 3.50 to 1.00. Failure to comply could allow "
        "lenders to terminate their commitments.",
    ),
    ("h2", "Foreign currency"),
    (
        "p",
        "Approximately 46% of our net sales are made in currencies other than the U.S. dollar. "
        "Movements in exchange rates affect reported sales, costs and equity.",
    ),
    ("h2", "Information security"),
    (
        "p",
        "In May 2022 we detected unauthorized access to a test server. No customer data was "
        "compromised, but a future incident could interrupt operations or harm our reputation.",
    ),
    ("h2", "Environmental matters"),
    (
        "p",
        "We are remediating groundwater at one former site. At {report_year_end}, the related "
        "accrual was $27 million, and reasonably possible losses could exceed it by up to "
        "$12 million.",
    ),
    ("break", ""),
    ("h1", "Item 7. Management's Discussion and Analysis"),
    ("h2", "Results of operations"),
    (
        "p",
        "Net sales increased {report_growth} in 2023, following an increase of "
        "{report_growth_2022} in 2022. Price contributed about 4 points of the 2023 growth and "
        "volume about 3.5 points; currency was broadly neutral.",
    ),
    (
        "p",
        "Gross margin was {report_gross_margin} of net sales, compared with "
        "{report_gross_margin_2022} in 2022. The improvement came from pricing and from lower "
        "freight costs, partly offset by wage inflation.",
    ),
    (
        "p",
        "Operating income was {report_operating}, compared with {report_operating_2022} in 2022. "
        "It includes restructuring charges of {report_restructuring} for the closure of the "
        "Larkmoor optics plant, announced in March 2023.",
    ),
    ("h2", "Segment performance"),
    (
        "p",
        "Flow Systems net sales rose {report_flow_growth}, driven by municipal leak-detection "
        "programs. Bench Optics rose {report_optics_growth} on demand from universities. Field "
        "Analytics rose {report_field_growth}, with subscription revenue now one third of the "
        "segment.",
    ),
    ("h2", "Liquidity and capital resources"),
    (
        "p",
        "Operating activities provided {report_operations} in 2023, compared with "
        "{report_operations_2022} in 2022. The increase reflects higher earnings and a reduction "
        "of inventories built up during earlier supply shortages.",
    ),
    (
        "p",
        "Capital expenditures were {report_capex_mda} in 2023, mainly for the new calibration "
        "center in Port Imaginary. We expect capital expenditures of $240 million to "
        "$260 million in 2024.",
    ),
    (
        "p",
        "We paid dividends of {report_dividends} and repurchased common stock for "
        "{report_buybacks}. At year-end, $310 million remained available under the repurchase "
        "program authorized in 2021.",
    ),
    ("h2", "Critical accounting estimates"),
    (
        "p",
        "Goodwill is tested for impairment each October. The fair value of every reporting unit "
        "exceeded its carrying amount by at least 30% in 2023. A change of one percentage point "
        "in the discount rate would not have led to an impairment.",
    ),
    ("break", ""),
    ("h1", "Consolidated Statements of Income"),
    ("left", "{issuer} – Years ended December 31"),
    ("table", "income"),
    ("note", "The accompanying notes are an integral part of these statements."),
    ("h1", "Consolidated Statement of Changes in Equity – 2023"),
    ("table", "equity"),
    ("note", "AOCI: accumulated other comprehensive loss."),
    ("break", ""),
    ("h1", "Consolidated Balance Sheets"),
    ("table", "balance"),
    ("note", "The accompanying notes are an integral part of these statements."),
    ("break", ""),
    ("h1", "Consolidated Statements of Cash Flows"),
    ("left", "{issuer} – Years ended December 31"),
    ("table", "cash"),
    (
        "note",
        "Cash paid for interest was $115 million in 2023, and cash paid for income taxes was "
        "$158 million.",
    ),
    ("break", ""),
    ("h1", "Notes to Consolidated Financial Statements"),
    ("h2", "Note 1. Basis of presentation"),
    (
        "p",
        "The consolidated statements include the accounts of {issuer} and its majority-owned "
        "subsidiaries. Inventories are stated at the lower of cost, determined on a first-in, "
        "first-out basis, and net realizable value.",
    ),
    ("h2", "Note 2. Segment information"),
    (
        "p",
        "The Company reports three segments. Corporate expenses and restructuring charges are "
        "not allocated to them.",
    ),
    ("table", "segments"),
    ("table", "segment_income"),
    ("break", ""),
    ("h2", "Note 3. Debt"),
    ("table", "debt"),
    (
        "p",
        "All senior notes are unsecured and rank equally. The 4.75% notes were issued in "
        "two tranches, the second of which, for $400 million, was issued in June 2022.",
    ),
    ("p", "Principal payments due on debt are as follows:"),
    ("table", "maturities"),
    ("break", ""),
    ("h2", "Note 4. Leases"),
    (
        "p",
        "The Company leases plants, offices and vehicles. Operating lease cost was $61 million "
        "in 2023. The weighted-average remaining lease term was 5.6 years and the "
        "weighted-average discount rate 4.6%.",
    ),
    ("table", "leases"),
    ("h2", "Note 5. Subsequent events"),
    (
        "p",
        "On February 6, 2024, the Board of Directors declared a quarterly dividend of $0.35 per "
        "share, payable on March 15, 2024. On February 20, 2024, the Company agreed to acquire a "
        "maker of acoustic sensors for $85 million in cash.",
    ),
]
