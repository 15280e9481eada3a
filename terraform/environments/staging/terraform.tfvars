domain                = "staging.learning.example.org"
budget_mail_addresses = ["platform@example.org"]
