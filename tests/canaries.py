"""The secrets of the test suite: recognisable, so that tests/leaks.py finds them wherever they are shown."""

DATABASE_PASSWORD = "canary-of-the-database-6f1c"
BROKER_PASSWORD = "canary-of-the-broker-d40b"
ACCOUNT_PASSWORD = "correct horse battery"

SECRETS = (DATABASE_PASSWORD, BROKER_PASSWORD, ACCOUNT_PASSWORD, "another long password", "sekrit")
