"""Documents of plans: PDF and DOCX from one paper."""
