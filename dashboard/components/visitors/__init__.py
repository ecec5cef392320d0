"""Who is looking, and how: as whom, in which language and time zone, at which month, region and unit."""
