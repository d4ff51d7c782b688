"""Knows how much of anything is read: every cap in one place, with what official files really need.

Knows no format. What lies above a cap is refused in words; memory and time are capped outside, for the whole
reading process.
"""

#: Bytes of one file. The largest official file of use here (a region's road network) has some 200 MB.
MAX_FILE_BYTES = 500_000_000
#: Files read in one go (boundaries and tables of a region, a file each).
MAX_FILES = 1_000
#: Bytes of a JSON document: it is parsed whole, and takes about six times as much memory.
MAX_JSON_BYTES = 100_000_000
#: How deep a JSON document goes (map features: 9), and members of one object in it.
MAX_DEPTH = 64
MAX_PROPERTIES = 10_000
#: Digits of a number in it: Python refuses to read more than 4,300, and turning them takes ever longer.
MAX_DIGITS = 1_000
#: Bytes between two line ends of a table, and separators in one of its first lines.
MAX_LINE_BYTES = 2_000_000
MAX_COLUMNS = 10_000

#: Members of a ZIP, and bytes of the list of them at its end (a member's entry has 46 bytes and its names).
MAX_MEMBERS = 1_000
MAX_DIRECTORY_BYTES = 1_000_000
#: Bytes of all members together.
MAX_UNPACKED_BYTES = 500_000_000
#: How many times its packed size a member may have. Text packs 10 times, blank .dbf columns up to 60 times.
MAX_RATIO = 100
#: Members smaller than this may pack as tightly as they like.
RATIO_FREE_BYTES = 5_000_000

#: Sheets of a workbook, its cells (far corner times far corner), and bytes of all its pieces together.
MAX_SHEETS = 100
MAX_CELLS = 5_000_000
MAX_WORKBOOK_BYTES = 200_000_000

#: Records of one delivery. A prefecture's care services are some 50,000, its small areas some 20,000.
MAX_RECORDS = 1_000_000
#: Vertices of one record's shape. The longest coast of a municipality in N03 has some 200,000.
MAX_VERTICES = 500_000
#: Attributes of one record, and characters of one text.
MAX_ATTRIBUTES = 2_000
MAX_TEXT = 100_000
