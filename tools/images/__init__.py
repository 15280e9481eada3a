"""Building the images without a Docker daemon, and starting each as the cluster does."""
