"""The description of the API, read from the code: document, examples, pages."""
