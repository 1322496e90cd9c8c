"""What-ifs for a page: levers with bounds and steps, and a service that answers wishes."""
