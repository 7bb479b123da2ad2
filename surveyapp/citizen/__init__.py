"""The citizen's way in: the form page, the thank-you page, the receipt."""
