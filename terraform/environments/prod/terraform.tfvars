domain                = "learning.example.org"
budget_mail_addresses = ["platform@example.org", "finance@example.org"]
take_reports          = true
image_readers         = ["210987654321"]
