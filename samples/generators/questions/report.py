"""Questions on the annual report extract."""

from __future__ import annotations

from samples.generators.questions.model import REPORT, Question

QUESTIONS = (
    Question(
        "report-net-sales",
        "en",
        "What were Northfable Instruments' net sales in fiscal 2023?",
        "{report_sales}",
        ((REPORT, "{report_sales_row}"),),
    ),
    Question(
        "report-net-income-2021",
        "en",
        "What net income did Northfable Instruments report for 2021?",
        "{report_net_2021}",
        ((REPORT, "{report_net_row} Diluted earnings per share"),),
    ),
    Question(
        "report-operating-cash",
        "en",
        "How much cash did Northfable's operating activities provide in 2023?",
        "{report_operations}",
        ((REPORT, "{report_operations_row}"),),
    ),
    Question(
        "report-employees",
        "en",
        "About how many people did Northfable Instruments employ at the end of 2023?",
        "Approximately 11,400",
        ((REPORT, "employed approximately 11,400 people as of {report_year_end}."),),
    ),
    Question(
        "report-covenant",
        "en",
        "What leverage covenant does Northfable's revolving credit facility contain?",
        "Net debt to EBITDA at or below 3.50 to 1.00",
        (
            (
                REPORT,
                "requires us to keep the ratio of net debt to EBITDA at or below 3.50 to 1.00.",
            ),
        ),
    ),
    Question(
        "report-debt-2026",
        "en",
        "How much principal on Northfable Instruments' debt falls due in 2026?",
        "{report_due_2026}",
        ((REPORT, "2026 600 2027 — 2028 700"),),
    ),
    Question(
        "report-restructuring",
        "en",
        "Why did Northfable record restructuring charges in 2023, and how much?",
        "{report_restructuring}, for the closure of the Larkmoor optics plant",
        (
            (
                REPORT,
                "It includes restructuring charges of {report_restructuring} for the closure of "
                "the Larkmoor optics plant, announced in March 2023.",
            ),
        ),
    ),
    Question(
        "report-lease-total",
        "en",
        "What are Northfable's total undiscounted operating lease payments at year-end 2023?",
        "{report_lease_total}",
        ((REPORT, "{report_lease_row}"),),
    ),
    Question(
        "report-field-income",
        "en",
        "What operating income did Northfable's Field Analytics segment earn in 2023?",
        "{report_field_income}",
        ((REPORT, "{report_field_income_row}"),),
    ),
    Question(
        "report-suppliers",
        "en",
        "Which Northfable segment depends on two suppliers for its specialty glass?",
        "Bench Optics",
        (
            (
                REPORT,
                "Our Bench Optics segment purchases most of its specialty glass from two "
                "suppliers.",
            ),
        ),
    ),
    Question(
        "report-acquisition-2024",
        "en",
        "What acquisition did Northfable Instruments agree to in February 2024, and at what price?",
        "A maker of acoustic sensors, for $85 million in cash",
        (
            (
                REPORT,
                "On February 20, 2024, the Company agreed to acquire a maker of acoustic sensors "
                "for $85 million in cash.",
            ),
        ),
    ),
    Question(
        "report-operating-margin",
        "en",
        "What was Northfable Instruments' operating margin in 2023?",
        "{report_operating_margin}",
        ((REPORT, "{report_operating_row}"), (REPORT, "{report_sales_row}")),
        "derived",
    ),
    Question(
        "report-tax-rate",
        "en",
        "What was Northfable's effective income tax rate in 2023?",
        "{report_tax_rate}",
        ((REPORT, "{report_pretax_row}"), (REPORT, "{report_tax_row}")),
        "derived",
    ),
    Question(
        "report-free-cash-flow",
        "en",
        "What was Northfable's 2023 free cash flow, from its cash flow statement (operating cash "
        "less capital expenditures)?",
        "{report_free_cash}",
        ((REPORT, "{report_operations_row}"), (REPORT, "{report_capex_row}")),
        "derived",
    ),
    Question(
        "report-current-ratio",
        "en",
        "What was Northfable Instruments' current ratio at December 31, 2023?",
        "{report_current_ratio}",
        ((REPORT, "{report_current_assets_row}"), (REPORT, "{report_current_liabilities_row}")),
        "derived",
    ),
    Question(
        "report-returned",
        "en",
        "How much did Northfable return to shareholders in 2023 through dividends and repurchases?",
        "{report_returned}",
        ((REPORT, "{report_dividends_row}"), (REPORT, "{report_buybacks_row}")),
        "derived",
    ),
    Question(
        "report-rd-share",
        "en",
        "What share of net sales did Northfable spend on research and development in 2023?",
        "{report_rd_share}",
        ((REPORT, "{report_rd_row}"), (REPORT, "{report_sales_row}")),
        "derived",
    ),
    Question(
        "cross-report-chiffre-affaires",
        "fr",
        "Quel est le chiffre d'affaires net de Northfable Instruments en 2023 ?",
        "{report_sales_fr}",
        ((REPORT, "{report_sales_row}"),),
    ),
    Question(
        "cross-report-goodwill",
        "fr",
        "À combien s'élève l'écart d'acquisition (goodwill) au bilan 2023 de Northfable "
        "Instruments ?",
        "{report_goodwill_fr}",
        ((REPORT, "{report_goodwill_row}"),),
    ),
    Question(
        "cross-report-depollution",
        "fr",
        "Quelle provision Northfable Instruments a-t-elle constituée fin 2023 pour la dépollution "
        "d'une nappe phréatique ?",
        "27 millions de dollars",
        ((REPORT, "the related accrual was $27 million"),),
    ),
    Question(
        "cross-report-croissance",
        "fr",
        "Quelle a été la croissance du chiffre d'affaires de Northfable Instruments entre 2022 et "
        "2023 ?",
        "{report_growth_fr}",
        ((REPORT, "Net sales increased {report_growth} in 2023"),),
    ),
)
