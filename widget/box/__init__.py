"""The parser box: a child process that opens what strangers send, so that the service need not.

``outside`` is the service's side, ``inside`` the child's. The child sees one file, hands back clean
bytes or a word that says why not, and ends. It imports nothing of the desk.
"""
