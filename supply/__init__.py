"""What the product is made of: bill of materials, licences, known vulnerabilities."""
