"""Model folder -> scores -> decision. No Qt; torch only inside `torch_engine`."""
