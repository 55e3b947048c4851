"""Problems without a model, one generator a module or package."""
