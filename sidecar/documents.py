"""Documents: set an invoice or a credit note as PDF.

What it says, in words and figures, comes ready from SQL; here it only gets its looks.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

_TEMPLATES = Path(__file__).parent / "templates" / "documents"

_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


def render_document(data: Mapping[str, Any]) -> bytes:
    """Return the PDF of a document; `data` is what billing.document_data gives.

    Raises jinja2.TemplateError for data that lacks something. Nothing is fetched: a document that
    could name an address would be a way into the network.
    """
    # Half of what it costs to start a process; `serve` never needs it, and a worker rarely at once.
    import weasyprint
    from weasyprint.urls import URLFetcher

    html = _ENVIRONMENT.get_template(f"{data.get('document', 'invoice')}.html.j2").render(data)
    document = weasyprint.HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=()))
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return pdf
