domain                = "learning.example.org"
budget_mail_addresses = ["platform@example.org", "finance@example.org"]
take_reports          = true
