"""What a reader looks at: a data set's version through filters, and the answers asked of it."""

from view.answers import Total, price_months, values_of
from view.lens import Lens
from view.view import View, month_of

__all__ = ["Lens", "Total", "View", "month_of", "price_months", "values_of"]
