"""Makes neutron's tables in an SQLite database, which its own migrations do not know: neutron_db.py URL"""
import sys

import sqlalchemy

from neutron.db.migration.models import head

head.get_metadata().create_all(sqlalchemy.create_engine(sys.argv[1]))
