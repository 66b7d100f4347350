"""Scores for pictures that outgrow one computer: from folders, buckets and data sets into a table of parquet files.

`listing` names the pictures of a source, `known` leaves out those that the table has, `reading` fetches bytes, `rows`
turns them into rows: the one place that scores. `threads` runs that in this process, `cluster` on the machines of a Ray
cluster. `table` writes and reads the parquet files. Begin with `scoring`, which joins all this.
May import `classify` and `pictures`. No Qt; ray, pyarrow and fsspec, which are the extra `archive`, only here.
"""
