"""The one door: stores answers, their validity ledger, the packed snapshot and the count cube."""
