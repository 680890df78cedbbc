package dev.solera.api;

/** Hears of changes. Register it as an OSGi service; a listener that throws is logged and goes on being called. */
public interface ApplianceListener {
    /** Called on core's event thread, one event at a time; must return soon. */
    void onEvent(ApplianceEvent event);
}
