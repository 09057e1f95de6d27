"""What has to be installed to read from a kind of database."""

from typing import Dict, Tuple

POSTGRESQL, MYSQL, MSSQL = "postgresql", "mysql", "mssql"

PACKAGES: Dict[str, Tuple[str, ...]] = {
    POSTGRESQL: ("sqlalchemy", "psycopg[binary]"),
    MYSQL: ("sqlalchemy", "pymysql"),
    MSSQL: ("sqlalchemy", "mssql-python"),
}
"""By the word in a kind's `sql` (`storage/kinds.py`)."""
