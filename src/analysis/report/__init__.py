"""A notebook into a page.

One page is one file: no request to the network, figures and style inside, and no script but that
of the form on the page of one's case, which works without it. What a page must have to be usable
by everyone (alternative texts, captions, headings in order) is demanded here: a notebook that
lacks it is not exported.
"""
