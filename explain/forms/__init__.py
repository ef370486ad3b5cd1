"""The forms a derivation is given in: text, Markdown, a printable page, JSON, PROV-O, Mermaid and DOT."""
