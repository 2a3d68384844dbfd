int portolan_adapter_v0(void) { return 0; }
