"""Files for several servers of one store: proxy, units, containers. Texts alone; nothing is started."""
