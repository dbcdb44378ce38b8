console.warn("the worker's word");
