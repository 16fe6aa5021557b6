"""What public survey data say about social networks and finding a job."""
