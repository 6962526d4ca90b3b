<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Cuesmith</source>
        <translation>Über Cuesmith</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Model pack</source>
        <translation>Modellpaket</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Version {0}</source>
        <translation>Version {0}</translation>
    </message>
    <message>
        <source>Finds the song in your own music folder that fits your cut, and the moment in it.</source>
        <translation>Findet in Ihrem eigenen Musikordner den Song, der zu Ihrem Schnitt passt, und die richtige Stelle darin.</translation>
    </message>
    <message>
        <source>0 bytes sent</source>
        <translation>0 Bytes gesendet</translation>
    </message>
    <message>
        <source>Films and music are looked at on this computer. Nothing leaves it.</source>
        <translation>Filme und Musik werden auf diesem Computer ausgewertet. Nichts verlässt ihn.</translation>
    </message>
    <message>
        <source>Model pack: {0}</source>
        <translation>Modellpaket: {0}</translation>
    </message>
    <message>
        <source>Licence: Apache 2.0</source>
        <translation>Lizenz: Apache 2.0</translation>
    </message>
    <message>
        <source>The models run on: {0}</source>
        <translation>Die Modelle laufen auf: {0}</translation>
    </message>
    <message>
        <source>Made with</source>
        <translation>Verwendet</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
</context>
<context>
    <name>AlignTool</name>
    <message>
        <source>Align</source>
        <translation>Ausrichten</translation>
    </message>
    <message>
        <source>Play up to 3 % faster or slower</source>
        <translation>Bis 3 % schneller oder langsamer</translation>
    </message>
    <message>
        <source>So that more cuts meet a beat; the pitch stays, and nobody hears it</source>
        <translation>Damit mehr Schnitte auf einen Schlag fallen; die Tonhöhe bleibt, und niemand hört es</translation>
    </message>
    <message>
        <source>Strong cuts</source>
        <translation>Starke Schnitte</translation>
    </message>
    <message>
        <source>There is no strong cut under this music.</source>
        <translation>Unter dieser Musik liegt kein starker Schnitt.</translation>
    </message>
    <message>
        <source>{met} of {of} strong cuts meet a beat.</source>
        <translation>{met} von {of} starken Schnitten fallen auf einen Schlag.</translation>
    </message>
</context>
<context>
    <name>Analysing</name>
    <message>
        <source>Watching {name}</source>
        <translation>{name} wird angesehen</translation>
    </message>
</context>
<context>
    <name>Arranging</name>
    <message>
        <source>Align</source>
        <translation>Ausrichten</translation>
    </message>
    <message>
        <source>Place {}</source>
        <translation>{} platzieren</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Drag a suggestion here, or press Enter to place the chosen one</source>
        <translation>Ziehen Sie einen Vorschlag hierher, oder drücken Sie die Eingabetaste, um den gewählten zu platzieren</translation>
    </message>
</context>
<context>
    <name>Changing</name>
    <message>
        <source>Getting your songs ready for another model pack</source>
        <translation>Ihre Stücke werden für ein anderes Modellpaket vorbereitet</translation>
    </message>
    <message>
        <source>Getting your songs ready for the model pack</source>
        <translation>Ihre Stücke werden für das Modellpaket vorbereitet</translation>
    </message>
</context>
<context>
    <name>ChoicesPage</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>The film has no sound of its own.</source>
        <translation>Der Film hat keinen eigenen Ton.</translation>
    </message>
    <message>
        <source>Listening for music in the film …</source>
        <translation>Der Film wird nach eigener Musik abgehört …</translation>
    </message>
    <message>
        <source>Music of {film}</source>
        <translation>Musik zu {film}</translation>
    </message>
    <message>
        <source>Film with music</source>
        <translation>Film mit Musik</translation>
    </message>
    <message>
        <source>{film} with music</source>
        <translation>{film} mit Musik</translation>
    </message>
    <message>
        <source>Music only</source>
        <translation>Nur Musik</translation>
    </message>
    <message>
        <source>{film} music</source>
        <translation>{film} Musik</translation>
    </message>
    <message>
        <source>Original sound only</source>
        <translation>Nur Originalton</translation>
    </message>
    <message>
        <source>{film} original sound</source>
        <translation>{film} Originalton</translation>
    </message>
    <message>
        <source>Credits of the music</source>
        <translation>Nachweise der Musik</translation>
    </message>
    <message>
        <source>{film} credits</source>
        <translation>{film} Nachweise</translation>
    </message>
    <message>
        <source>Timeline for an editor</source>
        <translation>Timeline für ein Schnittprogramm</translation>
    </message>
    <message>
        <source>There is no music on the timeline yet.</source>
        <translation>Auf der Timeline liegt noch keine Musik.</translation>
    </message>
    <message>
        <source>There is no music to credit.</source>
        <translation>Es gibt keine Musik zu nennen.</translation>
    </message>
    <message>
        <source>Part of the film</source>
        <translation>Teil des Films</translation>
    </message>
    <message>
        <source>From in to out:  {start} – {end}</source>
        <translation>Von In bis Out:  {start} – {end}</translation>
    </message>
    <message>
        <source>The whole film</source>
        <translation>Der ganze Film</translation>
    </message>
    <message>
        <source>1 song</source>
        <translation>1 Song</translation>
    </message>
    <message numerus="yes">
        <source>%n songs</source>
        <translation>
            <numerusform>%n Song</numerusform>
            <numerusform>%n Songs</numerusform>
        </translation>
    </message>
    <message>
        <source>Part</source>
        <translation>Teil</translation>
    </message>
    <message>
        <source>Needs about {needed}; {free} are free there.</source>
        <translation>Braucht etwa {needed}; {free} sind dort frei.</translation>
    </message>
    <message>
        <source>This may not fit: it needs about {needed}, and {free} are free.</source>
        <translation>Das passt vielleicht nicht: Gebraucht werden etwa {needed}, frei sind {free}.</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Cut</source>
        <translation>Ausschneiden</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Teilen</translation>
    </message>
    <message>
        <source>Nudge</source>
        <translation>Schrittweise verschieben</translation>
    </message>
    <message>
        <source>Change lane</source>
        <translation>Spur wechseln</translation>
    </message>
    <message>
        <source>Slip</source>
        <translation>Inhalt verschieben</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Pegel</translation>
    </message>
    <message>
        <source>Reset level</source>
        <translation>Pegel zurücksetzen</translation>
    </message>
    <message>
        <source>Level point</source>
        <translation>Pegelpunkt</translation>
    </message>
    <message>
        <source>Remove level point</source>
        <translation>Pegelpunkt entfernen</translation>
    </message>
    <message>
        <source>Remove level points</source>
        <translation>Pegelpunkte entfernen</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>Anheften</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Lösen</translation>
    </message>
    <message>
        <source>Remove fades</source>
        <translation>Blenden entfernen</translation>
    </message>
    <message>
        <source>Mute lane</source>
        <translation>Spur stummschalten</translation>
    </message>
    <message>
        <source>Unmute lane</source>
        <translation>Spur wieder hörbar</translation>
    </message>
    <message>
        <source>Solo lane</source>
        <translation>Spur allein</translation>
    </message>
    <message>
        <source>End solo</source>
        <translation>Solo beenden</translation>
    </message>
    <message>
        <source>Mute original</source>
        <translation>Original stummschalten</translation>
    </message>
    <message>
        <source>Unmute original</source>
        <translation>Original wieder hörbar</translation>
    </message>
    <message>
        <source>Trim</source>
        <translation>Trimmen</translation>
    </message>
</context>
<context>
    <name>CurveChart</name>
    <message>
        <source>Energy of the song over that of the picture</source>
        <translation>Energie des Songs über der des Bildes</translation>
    </message>
    <message>
        <source>{share} % moves in the picture</source>
        <translation>{share} % Bewegung im Bild</translation>
    </message>
    <message>
        <source>{share} % of the song&apos;s energy</source>
        <translation>{share} % der Energie des Stücks</translation>
    </message>
    <message>
        <source>counted {share} % of what counted most</source>
        <translation>zählte {share} % dessen, was am meisten zählte</translation>
    </message>
    <message>
        <source>picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>song</source>
        <translation>Song</translation>
    </message>
    <message>
        <source>what counted</source>
        <translation>was zählte</translation>
    </message>
</context>
<context>
    <name>Desk</name>
    <message>
        <source>Getting ready</source>
        <translation>Wird vorbereitet</translation>
    </message>
</context>
<context>
    <name>DevicePage</name>
    <message>
        <source>The models that look and listen can run on a graphics processor or the CPU.</source>
        <translation>Die Modelle, die sehen und hören, laufen auf einem Grafikprozessor oder auf der CPU.</translation>
    </message>
    <message>
        <source>the best there is</source>
        <translation>das beste vorhandene</translation>
    </message>
    <message>
        <source>Automatic ({0})</source>
        <translation>Automatisch ({0})</translation>
    </message>
    <message>
        <source>Looking for devices…</source>
        <translation>Geräte werden gesucht …</translation>
    </message>
</context>
<context>
    <name>DuckingParts</name>
    <message>
        <source>Also under the film&apos;s own music</source>
        <translation>Auch unter eigener Musik des Films</translation>
    </message>
    <message>
        <source>Otherwise two pieces of music may sound at once there</source>
        <translation>Sonst erklingen dort womöglich zwei Musiken zugleich</translation>
    </message>
    <message>
        <source>How the music makes room for speech</source>
        <translation>Wie die Musik der Sprache Platz macht</translation>
    </message>
    <message>
        <source>How far the music is lowered under speech, in decibels</source>
        <translation>Wie weit die Musik unter Sprache abgesenkt wird, in Dezibel</translation>
    </message>
    <message>
        <source>How far the music goes down while somebody speaks</source>
        <translation>Wie weit die Musik zurückgeht, während jemand spricht</translation>
    </message>
</context>
<context>
    <name>ErrorDialog</name>
    <message>
        <source>A mistake in Cuesmith</source>
        <translation>Ein Fehler in Cuesmith</translation>
    </message>
    <message>
        <source>Something went wrong in Cuesmith</source>
        <translation>In Cuesmith ist etwas schiefgegangen</translation>
    </message>
    <message>
        <source>This is a mistake of the program, not yours. You can go on working; saving the project now is a good idea. The details below help to find the mistake. They stay on this computer until you send them to someone.</source>
        <translation>Das ist ein Fehler des Programms, nicht Ihrer. Sie können weiterarbeiten; speichern Sie das Projekt am besten gleich. Die Einzelheiten unten helfen, den Fehler zu finden. Sie bleiben auf diesem Computer, bis Sie sie jemandem schicken.</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>Show the log</source>
        <translation>Protokoll zeigen</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>Cancelled. Nothing was left half-written.</source>
        <translation>Abgebrochen. Nichts blieb halb geschrieben zurück.</translation>
    </message>
    <message>
        <source>Cancelled. Finished before: {names}.</source>
        <translation>Abgebrochen. Vorher fertig: {names}.</translation>
    </message>
</context>
<context>
    <name>ExportSteps</name>
    <message>
        <source>Reading the film</source>
        <translation>Film wird gelesen</translation>
    </message>
    <message>
        <source>Putting the cut together</source>
        <translation>Der Schnitt wird zusammengesetzt</translation>
    </message>
    <message>
        <source>Mixing the sound</source>
        <translation>Ton wird gemischt</translation>
    </message>
    <message>
        <source>Encoding the picture</source>
        <translation>Bild wird kodiert</translation>
    </message>
    <message>
        <source>Writing the file</source>
        <translation>Datei wird geschrieben</translation>
    </message>
    <message>
        <source>Checking the file</source>
        <translation>Datei wird geprüft</translation>
    </message>
</context>
<context>
    <name>ExportVerbs</name>
    <message>
        <source>An export is being written.</source>
        <translation>Ein Export wird gerade geschrieben.</translation>
    </message>
    <message>
        <source>Closing now stops it; nothing is left half-written.</source>
        <translation>Wenn Sie jetzt schließen, bricht er ab; nichts bleibt halb geschrieben zurück.</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>Abbrechen und schließen</translation>
    </message>
    <message>
        <source>Go on exporting</source>
        <translation>Weiter exportieren</translation>
    </message>
    <message>
        <source>The export is finished.</source>
        <translation>Der Export ist fertig.</translation>
    </message>
    <message>
        <source>The export did not work.</source>
        <translation>Der Export hat nicht geklappt.</translation>
    </message>
    <message>
        <source>Room for speech</source>
        <translation>Platz für Sprache</translation>
    </message>
    <message>
        <source>Show the report</source>
        <translation>Bericht zeigen</translation>
    </message>
</context>
<context>
    <name>FileRow</name>
    <message>
        <source>Name of the file: {what}</source>
        <translation>Name der Datei: {what}</translation>
    </message>
    <message>
        <source>Kind of file: {what}</source>
        <translation>Art der Datei: {what}</translation>
    </message>
</context>
<context>
    <name>FileVerbs</name>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>Films, timelines and projects</source>
        <translation>Filme, Timelines und Projekte</translation>
    </message>
    <message>
        <source>Open a film, a timeline or a project</source>
        <translation>Film, Timeline oder Projekt öffnen</translation>
    </message>
    <message>
        <source>Save the project</source>
        <translation>Projekt speichern</translation>
    </message>
    <message>
        <source>Projects</source>
        <translation>Projekte</translation>
    </message>
    <message>
        <source>Where are the files now?</source>
        <translation>Wo liegen die Dateien jetzt?</translation>
    </message>
    <message>
        <source>Save the changes to this project?</source>
        <translation>Änderungen an diesem Projekt speichern?</translation>
    </message>
    <message>
        <source>What is not saved would be lost.</source>
        <translation>Was nicht gespeichert ist, ginge verloren.</translation>
    </message>
    <message>
        <source>Saved as {name}.</source>
        <translation>Gespeichert als {name}.</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) of this project cannot be found.</source>
        <translation>
            <numerusform>%n Datei dieses Projekts ist nicht zu finden.</numerusform>
            <numerusform>%n Dateien dieses Projekts sind nicht zu finden.</numerusform>
        </translation>
    </message>
    <message>
        <source>Say in which folder they are now; nothing of the project is lost.</source>
        <translation>Sagen Sie, in welchem Ordner sie jetzt liegen; vom Projekt ist nichts verloren.</translation>
    </message>
    <message>
        <source>Find them…</source>
        <translation>Suchen …</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) of the cut could not be taken over.</source>
        <translation>
            <numerusform>%n Teil des Schnitts konnte nicht übernommen werden.</numerusform>
            <numerusform>%n Teile des Schnitts konnten nicht übernommen werden.</numerusform>
        </translation>
    </message>
    <message>
        <source>Cuesmith did not end as it should. Unsaved work on {name} was kept.</source>
        <translation>Cuesmith wurde nicht ordentlich beendet. Nicht gespeicherte Arbeit an {name} ist erhalten.</translation>
    </message>
    <message>
        <source>a project</source>
        <translation>einem Projekt</translation>
    </message>
    <message>
        <source>Go on with it, or throw it away.</source>
        <translation>Machen Sie damit weiter, oder verwerfen Sie sie.</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Throw away</source>
        <translation>Verwerfen</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Find moved files</source>
        <translation>Verschobene Dateien suchen</translation>
    </message>
    <message>
        <source>Looking for moved files</source>
        <translation>Verschobene Dateien werden gesucht</translation>
    </message>
    <message>
        <source>Put {name} together</source>
        <translation>{name} wird zusammengesetzt</translation>
    </message>
</context>
<context>
    <name>FilesSection</name>
    <message>
        <source>Folder for the files</source>
        <translation>Ordner für die Dateien</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Choose the folder</source>
        <translation>Ordner wählen</translation>
    </message>
    <message>
        <source>Choose at least one file to write.</source>
        <translation>Wählen Sie mindestens eine Datei.</translation>
    </message>
    <message>
        <source>Choose a folder for the files.</source>
        <translation>Wählen Sie einen Ordner für die Dateien.</translation>
    </message>
    <message>
        <source>A file needs a name, without any of / \ : * ? &quot; &lt; &gt; |</source>
        <translation>Eine Datei braucht einen Namen ohne die Zeichen / \ : * ? &quot; &lt; &gt; |</translation>
    </message>
    <message>
        <source>Two files have the same name. Give each of them its own.</source>
        <translation>Zwei Dateien heißen gleich. Geben Sie jeder einen eigenen Namen.</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
</context>
<context>
    <name>FillTool</name>
    <message>
        <source>Fill the cut</source>
        <translation>Schnitt füllen</translation>
    </message>
    <message>
        <source>Use this music</source>
        <translation>Diese Musik nehmen</translation>
    </message>
    <message>
        <source>How often the music changes</source>
        <translation>Wie oft die Musik wechselt</translation>
    </message>
    <message>
        <source>To the left one song for all, to the right one for each scene</source>
        <translation>Links ein Stück für alles, rechts eines für jede Szene</translation>
    </message>
    <message>
        <source>Choosing music</source>
        <translation>Musik wird gewählt</translation>
    </message>
    <message>
        <source>Music of the film</source>
        <translation>Musik des Films</translation>
    </message>
    <message>
        <source>Comparing your songs with every scene …</source>
        <translation>Ihre Stücke werden mit jeder Szene verglichen …</translation>
    </message>
    <message>
        <source>The same music all along.</source>
        <translation>Durchweg dieselbe Musik.</translation>
    </message>
    <message numerus="yes">
        <source>The music changes %n time(s)</source>
        <translation>
            <numerusform>Die Musik wechselt %n Mal</numerusform>
            <numerusform>Die Musik wechselt %n Mal</numerusform>
        </translation>
    </message>
    <message>
        <source>{words}, of {most} at most.</source>
        <translation>{words}, von höchstens {most}.</translation>
    </message>
    <message>
        <source>no music</source>
        <translation>keine Musik</translation>
    </message>
    <message>
        <source>{title}, pinned</source>
        <translation>{title}, angeheftet</translation>
    </message>
    <message>
        <source>one song for all</source>
        <translation>ein Stück für alles</translation>
    </message>
    <message>
        <source>one per scene</source>
        <translation>eines je Szene</translation>
    </message>
</context>
<context>
    <name>FillingVerbs</name>
    <message>
        <source>The film has not been watched yet.</source>
        <translation>Der Film wurde noch nicht angesehen.</translation>
    </message>
    <message>
        <source>Fill the cut when the analysis is done.</source>
        <translation>Füllen Sie den Schnitt, wenn die Analyse fertig ist.</translation>
    </message>
    <message>
        <source>Fill the cut</source>
        <translation>Schnitt füllen</translation>
    </message>
</context>
<context>
    <name>FilmFilling</name>
    <message>
        <source>Choosing music for the film</source>
        <translation>Musik für den Film wird gewählt</translation>
    </message>
</context>
<context>
    <name>FiltersPanel</name>
    <message>
        <source>Filters</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Aufheben</translation>
    </message>
    <message>
        <source>Let every song pass again</source>
        <translation>Alle Songs wieder durchlassen</translation>
    </message>
    <message>
        <source>Words in title or tags</source>
        <translation>Wörter in Titel oder Schlagwörtern</translation>
    </message>
    <message>
        <source>Beats per minute</source>
        <translation>Schläge pro Minute</translation>
    </message>
    <message>
        <source>Half and double tempo count too</source>
        <translation>Auch halbes und doppeltes Tempo</translation>
    </message>
    <message>
        <source>Length of the song</source>
        <translation>Länge des Songs</translation>
    </message>
    <message>
        <source>Keys a song may be in</source>
        <translation>Erlaubte Tonarten</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>Egal</translation>
    </message>
    <message>
        <source>With</source>
        <translation>Mit</translation>
    </message>
    <message>
        <source>Without</source>
        <translation>Ohne</translation>
    </message>
    <message>
        <source>Cleared for client work</source>
        <translation>Für Auftragsarbeit frei</translation>
    </message>
    <message>
        <source>Favourites only</source>
        <translation>Nur Favoriten</translation>
    </message>
    <message>
        <source>Title, artist or tag</source>
        <translation>Titel, Interpret oder Schlagwort</translation>
    </message>
    <message>
        <source>A song of 140 BPM also counts as one of 70</source>
        <translation>Ein Song mit 140 BPM gilt auch als einer mit 70</translation>
    </message>
    <message>
        <source>Only songs whose licence allows paid work</source>
        <translation>Nur Songs, deren Lizenz bezahlte Arbeit erlaubt</translation>
    </message>
    <message>
        <source>BPM</source>
        <translation>BPM</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Tonart</translation>
    </message>
    <message>
        <source>Vocals</source>
        <translation>Gesang</translation>
    </message>
    <message numerus="yes">
        <source>%n on</source>
        <translation>
            <numerusform>%n aktiv</numerusform>
            <numerusform>%n aktiv</numerusform>
        </translation>
    </message>
    <message>
        <source>any</source>
        <translation>beliebig</translation>
    </message>
</context>
<context>
    <name>FitTool</name>
    <message>
        <source>Fit {song}</source>
        <translation>{song} einpassen</translation>
    </message>
    <message>
        <source>Use this</source>
        <translation>Dies nehmen</translation>
    </message>
    <message>
        <source>Begin where it begins now</source>
        <translation>Beginnen, wo es jetzt beginnt</translation>
    </message>
    <message>
        <source>Otherwise with the beginning of the song</source>
        <translation>Sonst mit dem Anfang des Stücks</translation>
    </message>
    <message>
        <source>End as the song ends</source>
        <translation>Enden, wie das Stück endet</translation>
    </message>
    <message>
        <source>Otherwise the music is faded out</source>
        <translation>Sonst wird die Musik ausgeblendet</translation>
    </message>
    <message>
        <source>Play up to 3 % faster or slower</source>
        <translation>Bis 3 % schneller oder langsamer</translation>
    </message>
    <message>
        <source>Listening to the song</source>
        <translation>Das Stück wird gehört</translation>
    </message>
    <message>
        <source>Ways to fit the song</source>
        <translation>Arten, das Stück einzupassen</translation>
    </message>
    <message>
        <source>Listening to the song once, from end to end …</source>
        <translation>Das Stück wird einmal ganz gehört …</translation>
    </message>
    <message>
        <source>Choose one and press Space to hear it.</source>
        <translation>Wählen Sie eine und hören Sie sie mit der Leertaste.</translation>
    </message>
    <message>
        <source>This song has no steady beat: it is joined where it resembles itself.</source>
        <translation>Dieses Stück hat keinen festen Takt: Es wird dort verbunden, wo es sich selbst gleicht.</translation>
    </message>
    <message numerus="yes">
        <source>{number}   %n seam(s)</source>
        <translation>
            <numerusform>{number}   %n Naht</numerusform>
            <numerusform>{number}   %n Nähte</numerusform>
        </translation>
    </message>
    <message>
        <source>, {sure} % sure</source>
        <translation>, zu {sure} % sicher</translation>
    </message>
    <message>
        <source>{number}   without a seam</source>
        <translation>{number}   ohne Naht</translation>
    </message>
    <message>
        <source>A seam of this one may well be heard.</source>
        <translation>Eine Naht davon ist womöglich zu hören.</translation>
    </message>
    <message>
        <source>Until where</source>
        <translation>Bis wohin</translation>
    </message>
    <message>
        <source>Own length</source>
        <translation>Eigene Länge</translation>
    </message>
    <message>
        <source>Length in seconds</source>
        <translation>Länge in Sekunden</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
</context>
<context>
    <name>FittingVerbs</name>
    <message>
        <source>Fit</source>
        <translation>Einpassen</translation>
    </message>
    <message>
        <source>The selected music has no seam.</source>
        <translation>Die ausgewählte Musik hat keine Naht.</translation>
    </message>
    <message>
        <source>Fit makes some: it brings a song to a length by cutting and repeating.</source>
        <translation>„Einpassen“ macht welche: Es bringt ein Stück durch Schneiden und Wiederholen auf eine Länge.</translation>
    </message>
    <message>
        <source>To the end of the scene</source>
        <translation>Bis zum Ende der Szene</translation>
    </message>
    <message>
        <source>To the next cut</source>
        <translation>Bis zum nächsten Schnitt</translation>
    </message>
    <message>
        <source>To the end of the film</source>
        <translation>Bis zum Ende des Films</translation>
    </message>
    <message>
        <source>As long as it is</source>
        <translation>So lang, wie es ist</translation>
    </message>
    <message>
        <source>As short as possible</source>
        <translation>So kurz wie möglich</translation>
    </message>
    <message>
        <source>Move seam</source>
        <translation>Naht rücken</translation>
    </message>
    <message>
        <source>This seam has no other good place on that side.</source>
        <translation>Diese Naht hat auf dieser Seite keine andere gute Stelle.</translation>
    </message>
</context>
<context>
    <name>FootageDialog</name>
    <message>
        <source>Find footage</source>
        <translation>Filmmaterial finden</translation>
    </message>
    <message>
        <source>No song chosen</source>
        <translation>Kein Stück gewählt</translation>
    </message>
    <message>
        <source>Only its passage</source>
        <translation>Nur seine Kernstelle</translation>
    </message>
    <message>
        <source>Stop adding footage</source>
        <translation>Hinzufügen abbrechen</translation>
    </message>
    <message>
        <source>Choose music…</source>
        <translation>Musik wählen…</translation>
    </message>
    <message>
        <source>Find clips for a music file, also one that is not in the library</source>
        <translation>Clips zu einer Musikdatei finden, auch zu einer, die nicht in der Bibliothek ist</translation>
    </message>
    <message>
        <source>Ask only for the half minute of the song that stands for it</source>
        <translation>Nur nach der halben Minute fragen, die für das Stück steht</translation>
    </message>
    <message>
        <source>Add footage…</source>
        <translation>Filmmaterial hinzufügen…</translation>
    </message>
    <message>
        <source>Watch the clips of a folder, so that they can be found</source>
        <translation>Die Clips eines Ordners ansehen, damit sie gefunden werden können</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Open with the song</source>
        <translation>Mit dem Stück öffnen</translation>
    </message>
    <message>
        <source>Open the clip as the film and lay the song where the two meet (Return)</source>
        <translation>Den Clip als Film öffnen und das Stück dort anlegen, wo sich beide treffen (Eingabetaste)</translation>
    </message>
    <message numerus="yes">
        <source>And %n more.</source>
        <translation>
            <numerusform>Und %n weitere.</numerusform>
            <numerusform>Und %n weitere.</numerusform>
        </translation>
    </message>
    <message>
        <source>Music</source>
        <translation>Musik</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>Choose a piece of music</source>
        <translation>Ein Musikstück wählen</translation>
    </message>
    <message>
        <source>Choose a folder with clips</source>
        <translation>Einen Ordner mit Clips wählen</translation>
    </message>
    <message>
        <source>Looking for clips…</source>
        <translation>Clips werden gesucht…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Noch einmal suchen</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Only its passage {span}</source>
        <translation>Nur seine Kernstelle {span}</translation>
    </message>
    <message numerus="yes">
        <source>%n clip(s) can be found.</source>
        <translation>
            <numerusform>%n Clip kann gefunden werden.</numerusform>
            <numerusform>%n Clips können gefunden werden.</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose one in the lists of the window, or a file.</source>
        <translation>Wählen Sie eines in den Listen des Fensters oder eine Datei.</translation>
    </message>
    <message>
        <source>For which song?</source>
        <translation>Zu welchem Stück?</translation>
    </message>
    <message>
        <source>No footage yet</source>
        <translation>Noch kein Filmmaterial</translation>
    </message>
    <message>
        <source>Add a folder of clips. They stay where they are.</source>
        <translation>Fügen Sie einen Ordner mit Clips hinzu. Sie bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>No clips were found</source>
        <translation>Es wurden keine Clips gefunden</translation>
    </message>
</context>
<context>
    <name>FootageFinding</name>
    <message>
        <source>Adding footage from {name}</source>
        <translation>Filmmaterial aus {name} wird hinzugefügt</translation>
    </message>
    <message>
        <source>Finding footage</source>
        <translation>Filmmaterial wird gesucht</translation>
    </message>
</context>
<context>
    <name>FootageList</name>
    <message>
        <source>Clips that fit the song</source>
        <translation>Clips, die zum Stück passen</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>Clip</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Passung</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Ab</translation>
    </message>
    <message>
        <source>In the song</source>
        <translation>Im Stück</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>How well it fits; 1 would be perfect</source>
        <translation>Wie gut er passt; 1 wäre vollkommen</translation>
    </message>
    <message>
        <source>Where in the clip</source>
        <translation>Wo im Clip</translation>
    </message>
    <message>
        <source>What of the song is heard there</source>
        <translation>Was vom Stück dort zu hören ist</translation>
    </message>
    <message>
        <source>{clip}, fit {fit}, from {start}, with the song from {heard}. {why}</source>
        <translation>{clip}, Passung {fit}, ab {start}, mit dem Stück von {heard}. {why}</translation>
    </message>
</context>
<context>
    <name>Furniture</name>
    <message>
        <source>Device the models run on</source>
        <translation>Gerät, auf dem die Modelle laufen</translation>
    </message>
    <message>
        <source>Undo {step}</source>
        <translation>Rückgängig: {step}</translation>
    </message>
    <message>
        <source>Redo {step}</source>
        <translation>Wiederholen: {step}</translation>
    </message>
    <message>
        <source>The language changes when Cuesmith is started again.</source>
        <translation>Die Sprache wechselt beim nächsten Start von Cuesmith.</translation>
    </message>
    <message>
        <source>The models run here. 0 bytes sent.</source>
        <translation>Die Modelle laufen hier. 0 Bytes gesendet.</translation>
    </message>
    <message>
        <source>Connect the disk they lie on and look for new music again.</source>
        <translation>Schließen Sie den Datenträger an, auf dem sie liegen, und suchen Sie noch einmal nach neuer Musik.</translation>
    </message>
    <message numerus="yes">
        <source>The other model pack is in use. %n song(s) could not be listened to yet.</source>
        <translation>
            <numerusform>Das andere Modellpaket ist in Gebrauch. %n Stück konnte noch nicht gehört werden.</numerusform>
            <numerusform>Das andere Modellpaket ist in Gebrauch. %n Stücke konnten noch nicht gehört werden.</numerusform>
        </translation>
    </message>
    <message>
        <source>The other model pack is in use.</source>
        <translation>Das andere Modellpaket ist in Gebrauch.</translation>
    </message>
</context>
<context>
    <name>GeneralPage</name>
    <message>
        <source>Look</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Language of the system</source>
        <translation>Sprache des Systems</translation>
    </message>
    <message>
        <source>Safety copy, in seconds</source>
        <translation>Sicherheitskopie, in Sekunden</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>The language changes at the next start.</source>
        <translation>Die Sprache wechselt beim nächsten Start.</translation>
    </message>
    <message>
        <source>Safety copy every</source>
        <translation>Sicherheitskopie alle</translation>
    </message>
    <message>
        <source>Kept aside while you work, for the case that the power fails.</source>
        <translation>Wird während der Arbeit beiseitegelegt, falls der Strom ausfällt.</translation>
    </message>
</context>
<context>
    <name>GuideDialog</name>
    <message>
        <source>Guide</source>
        <translation>Anleitung</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Headers</name>
    <message>
        <source>S</source>
        <comment>solo</comment>
        <translation>S</translation>
    </message>
    <message>
        <source>M</source>
        <comment>mute</comment>
        <translation>M</translation>
    </message>
    <message>
        <source>Mute the film&apos;s own sound</source>
        <translation>Originalton des Films stummschalten</translation>
    </message>
    <message>
        <source>Mute lane {lane}</source>
        <translation>Spur {lane} stummschalten</translation>
    </message>
    <message>
        <source>Hear only lane {lane}</source>
        <translation>Nur Spur {lane} hören</translation>
    </message>
    <message>
        <source>Scenes</source>
        <translation>Szenen</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Feeling</source>
        <translation>Stimmung</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
</context>
<context>
    <name>Ingesting</name>
    <message>
        <source>Adding music from {name}</source>
        <translation>Musik aus {name} wird hinzugefügt</translation>
    </message>
    <message>
        <source>Looking through your music folders</source>
        <translation>Ihre Musikordner werden durchgesehen</translation>
    </message>
</context>
<context>
    <name>JobRow</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stop this task</source>
        <translation>Diese Aufgabe abbrechen</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message numerus="yes">
        <source>%n s left</source>
        <translation>
            <numerusform>noch %n s</numerusform>
            <numerusform>noch %n s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min left</source>
        <translation>
            <numerusform>noch %n min</numerusform>
            <numerusform>noch %n min</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JobsButton</name>
    <message>
        <source>What is being worked on</source>
        <translation>Woran gearbeitet wird</translation>
    </message>
    <message numerus="yes">
        <source>%n tasks</source>
        <translation>
            <numerusform>%n Aufgabe</numerusform>
            <numerusform>%n Aufgaben</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JobsList</name>
    <message>
        <source>What is being worked on</source>
        <translation>Woran gearbeitet wird</translation>
    </message>
</context>
<context>
    <name>KeyPicker</name>
    <message>
        <source>Major</source>
        <translation>Dur</translation>
    </message>
    <message>
        <source>Minor</source>
        <translation>Moll</translation>
    </message>
    <message numerus="yes">
        <source>%n keys</source>
        <translation>
            <numerusform>%n Tonart</numerusform>
            <numerusform>%n Tonarten</numerusform>
        </translation>
    </message>
    <message>
        <source>Any key</source>
        <translation>Jede Tonart</translation>
    </message>
    <message>
        <source>Keys: {keys}</source>
        <translation>Tonarten: {keys}</translation>
    </message>
</context>
<context>
    <name>KeysPage</name>
    <message>
        <source>New key</source>
        <translation>Neue Taste</translation>
    </message>
    <message>
        <source>Click here, then press the new key</source>
        <translation>Hier klicken, dann die neue Taste drücken</translation>
    </message>
    <message>
        <source>Usual key</source>
        <translation>Übliche Taste</translation>
    </message>
    <message>
        <source>All usual keys</source>
        <translation>Alle üblichen Tasten</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search for an action</source>
        <translation>Aktion suchen</translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation>Aktionen und ihre Tasten</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Taste</translation>
    </message>
    <message>
        <source> and </source>
        <translation> und </translation>
    </message>
    <message>
        <source>{0} is the key of {1}.</source>
        <translation>{0} ist die Taste von {1}.</translation>
    </message>
    <message>
        <source>Use it only here</source>
        <translation>Nur hier verwenden</translation>
    </message>
</context>
<context>
    <name>LevelControl</name>
    <message>
        <source>Switch on: {sound}</source>
        <translation>Einschalten: {sound}</translation>
    </message>
    <message>
        <source>Switch off: {sound}</source>
        <translation>Ausschalten: {sound}</translation>
    </message>
    <message>
        <source>{gain} dB</source>
        <translation>{gain} dB</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
</context>
<context>
    <name>LibraryField</name>
    <message>
        <source>Folder of the library</source>
        <translation>Ordner der Bibliothek</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändern…</translation>
    </message>
    <message>
        <source>Usual folder</source>
        <translation>Üblicher Ordner</translation>
    </message>
</context>
<context>
    <name>LibraryFolders</name>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>… und %n weitere</numerusform>
            <numerusform>… und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Take this folder out of the library</source>
        <translation>Diesen Ordner aus der Bibliothek nehmen</translation>
    </message>
    <message>
        <source>Take {folder} out of the library</source>
        <translation>{folder} aus der Bibliothek nehmen</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>nicht gefunden</translation>
    </message>
    <message>
        <source>1 song</source>
        <translation>1 Song</translation>
    </message>
    <message numerus="yes">
        <source>%n songs</source>
        <translation>
            <numerusform>%n Song</numerusform>
            <numerusform>%n Songs</numerusform>
        </translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Try to hear these files again</source>
        <translation>Diese Dateien noch einmal anhören</translation>
    </message>
    <message numerus="yes">
        <source>%n files could not be used</source>
        <translation>
            <numerusform>%n Datei ist nicht brauchbar</numerusform>
            <numerusform>%n Dateien sind nicht brauchbar</numerusform>
        </translation>
    </message>
    <message>
        <source>1 file could not be used</source>
        <translation>1 Datei ist nicht brauchbar</translation>
    </message>
</context>
<context>
    <name>LibraryPanel</name>
    <message>
        <source>Search the library</source>
        <translation>Bibliothek durchsuchen</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add a music folder</source>
        <translation>Musikordner hinzufügen</translation>
    </message>
    <message>
        <source>Look for new and changed songs</source>
        <translation>Neue und geänderte Songs suchen</translation>
    </message>
    <message>
        <source>Stop listening</source>
        <translation>Anhören abbrechen</translation>
    </message>
    <message>
        <source>Songs</source>
        <translation>Songs</translation>
    </message>
    <message>
        <source>Show the music folders</source>
        <translation>Musikordner zeigen</translation>
    </message>
    <message>
        <source>Search songs</source>
        <translation>Songs suchen</translation>
    </message>
    <message>
        <source>1 folder</source>
        <translation>1 Ordner</translation>
    </message>
    <message numerus="yes">
        <source>%n folders</source>
        <translation>
            <numerusform>%n Ordner</numerusform>
            <numerusform>%n Ordner</numerusform>
        </translation>
    </message>
    <message>
        <source>1 song</source>
        <translation>1 Song</translation>
    </message>
    <message numerus="yes">
        <source>%n songs</source>
        <translation>
            <numerusform>%n Song</numerusform>
            <numerusform>%n Songs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n nicht brauchbar</numerusform>
            <numerusform>%n nicht brauchbar</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>No song has these words in its title, artist, album or tags.</source>
        <translation>Kein Song hat diese Wörter in Titel, Interpret, Album oder Schlagwörtern.</translation>
    </message>
    <message>
        <source>Clear search</source>
        <translation>Suche aufheben</translation>
    </message>
    <message>
        <source>Listening to your music</source>
        <translation>Ihre Musik wird angehört</translation>
    </message>
    <message>
        <source>Songs appear here as they are heard. You can go on working.</source>
        <translation>Songs erscheinen hier, sobald sie angehört sind. Sie können weiterarbeiten.</translation>
    </message>
    <message>
        <source>No songs found</source>
        <translation>Keine Songs gefunden</translation>
    </message>
    <message>
        <source>There is no music that can be used in your folders.</source>
        <translation>In Ihren Ordnern ist keine brauchbare Musik.</translation>
    </message>
    <message>
        <source>Add another folder…</source>
        <translation>Weiteren Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>No music yet</source>
        <translation>Noch keine Musik</translation>
    </message>
    <message>
        <source>Add a folder with your music. It stays where it is, on this computer.</source>
        <translation>Fügen Sie einen Ordner mit Ihrer Musik hinzu. Sie bleibt, wo sie ist: auf diesem Computer.</translation>
    </message>
    <message>
        <source>Add music…</source>
        <translation>Musik hinzufügen …</translation>
    </message>
</context>
<context>
    <name>LibraryWiring</name>
    <message numerus="yes">
        <source>%n song(s) added to your library.</source>
        <translation>
            <numerusform>%n Song wurde in Ihre Bibliothek aufgenommen.</numerusform>
            <numerusform>%n Songs wurden in Ihre Bibliothek aufgenommen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) could not be used as music.</source>
        <translation>
            <numerusform>%n Datei ist als Musik nicht brauchbar.</numerusform>
            <numerusform>%n Dateien sind als Musik nicht brauchbar.</numerusform>
        </translation>
    </message>
    <message>
        <source>The others are ready; the library panel lists each with its reason.</source>
        <translation>Die anderen sind bereit; die Bibliothek nennt zu jeder den Grund.</translation>
    </message>
    <message>
        <source>A music folder is not there: {names}.</source>
        <translation>Ein Musikordner ist nicht da: {names}.</translation>
    </message>
    <message>
        <source>Connect its disk and look for new music again, or take it off the list.</source>
        <translation>Schließen Sie seinen Datenträger an und suchen Sie erneut nach neuer Musik, oder nehmen Sie ihn von der Liste.</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Main tools</source>
        <translation>Werkzeuge</translation>
    </message>
</context>
<context>
    <name>MomentRow</name>
    <message>
        <source>Begins at</source>
        <translation>Beginnt bei</translation>
    </message>
    <message>
        <source>Begin at {time}</source>
        <translation>Bei {time} beginnen</translation>
    </message>
</context>
<context>
    <name>MusicPage</name>
    <message>
        <source>Model pack</source>
        <translation>Modellpaket</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>Hinzufügen…</translation>
    </message>
    <message>
        <source>Take in a model pack that you trained or were given</source>
        <translation>Ein Modellpaket aufnehmen, das Sie trainiert oder bekommen haben</translation>
    </message>
    <message>
        <source>From a folder…</source>
        <translation>Aus einem Ordner…</translation>
    </message>
    <message>
        <source>From a .zip file…</source>
        <translation>Aus einer .zip-Datei…</translation>
    </message>
    <message>
        <source>Choose the folder of a model pack</source>
        <translation>Ordner eines Modellpakets wählen</translation>
    </message>
    <message>
        <source>Choose the .zip of a model pack</source>
        <translation>.zip-Datei eines Modellpakets wählen</translation>
    </message>
    <message>
        <source>Checking {name}…</source>
        <translation>{name} wird geprüft…</translation>
    </message>
    <message>
        <source>The one that comes with the program</source>
        <translation>Das mitgelieferte</translation>
    </message>
    <message>
        <source>It is not there any more.</source>
        <translation>Es ist nicht mehr da.</translation>
    </message>
    <message>
        <source>{name} {version}, family {family}.</source>
        <translation>{name} {version}, Familie {family}.</translation>
    </message>
    <message>
        <source>It knows {ready} of your {songs} songs.</source>
        <translation>Es kennt {ready} Ihrer {songs} Stücke.</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>What was learnt of your songs is kept here. The songs themselves stay where they are.</source>
        <translation>Hier liegt, was über Ihre Songs gelernt wurde. Die Songs selbst bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>The models that look and listen. After a change the old ones serve until your songs are ready for the new ones.</source>
        <translation>Die Modelle, die sehen und hören. Nach einem Wechsel dienen die alten weiter, bis Ihre Stücke für die neuen bereit sind.</translation>
    </message>
</context>
<context>
    <name>MusicVerbs</name>
    <message>
        <source>Choose a folder with music</source>
        <translation>Ordner mit Musik wählen</translation>
    </message>
    <message>
        <source>No selected music lies under the playhead.</source>
        <translation>An der Abspielposition liegt keine ausgewählte Musik.</translation>
    </message>
    <message>
        <source>Select a cue and put the playhead on the beat that begins a bar.</source>
        <translation>Wählen Sie ein Stück aus und setzen Sie die Abspielposition auf den Schlag, mit dem ein Takt beginnt.</translation>
    </message>
    <message>
        <source>“{title}”: {bpm} BPM, beats moved by {shift} ms. Kept with the song.</source>
        <translation>„{title}“: {bpm} BPM, Schläge um {shift} ms verschoben. Beim Stück gemerkt.</translation>
    </message>
    <message>
        <source>{name} is not in your library, so its beat cannot be corrected.</source>
        <translation>{name} ist nicht in Ihrer Bibliothek, darum lässt sich sein Takt nicht berichtigen.</translation>
    </message>
    <message>
        <source>Add the folder it lies in; the correction is kept there.</source>
        <translation>Fügen Sie den Ordner hinzu, in dem es liegt; dort wird die Berichtigung gemerkt.</translation>
    </message>
    <message numerus="yes">
        <source>The credits of %n song(s) are copied.</source>
        <translation>
            <numerusform>Der Nachweis von %n Song ist kopiert.</numerusform>
            <numerusform>Die Nachweise von %n Songs sind kopiert.</numerusform>
        </translation>
    </message>
    <message>
        <source>“{title}” plays from {time}, the passage that stands for it.</source>
        <translation>„{title}“ spielt ab {time}, seiner Kernstelle.</translation>
    </message>
    <message>
        <source>There is no film to hear this song with.</source>
        <translation>Es ist kein Film offen, zu dem dieses Stück zu hören wäre.</translation>
    </message>
    <message>
        <source>Open a film first.</source>
        <translation>Öffnen Sie zuerst einen Film.</translation>
    </message>
    <message>
        <source>chosen by you</source>
        <translation>von Ihnen gewählt</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Stummschalten</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>Wieder hörbar</translation>
    </message>
</context>
<context>
    <name>NoticeRow</name>
    <message>
        <source>Close this notice</source>
        <translation>Meldung schließen</translation>
    </message>
    <message>
        <source>Note:</source>
        <translation>Hinweis:</translation>
    </message>
    <message>
        <source>Warning:</source>
        <translation>Warnung:</translation>
    </message>
    <message>
        <source>Error:</source>
        <translation>Fehler:</translation>
    </message>
</context>
<context>
    <name>NoticesBar</name>
    <message>
        <source>Notices</source>
        <translation>Meldungen</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n weitere</numerusform>
            <numerusform>%n weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OwnMusic</name>
    <message>
        <source>Listening for music in the film</source>
        <translation>Der Film wird nach eigener Musik abgehört</translation>
    </message>
</context>
<context>
    <name>PackCard</name>
    <message>
        <source>Card of the model pack</source>
        <translation>Karte des Modellpakets</translation>
    </message>
    <message>
        <source>This pack says nothing of itself.</source>
        <translation>Dieses Paket sagt nichts über sich.</translation>
    </message>
</context>
<context>
    <name>Packing</name>
    <message>
        <source>Checking the model pack {name}</source>
        <translation>Modellpaket {name} wird geprüft</translation>
    </message>
</context>
<context>
    <name>PictureSection</name>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>The picture is copied as it is, bit for bit.</source>
        <translation>Das Bild wird unverändert übernommen, Bit für Bit.</translation>
    </message>
    <message>
        <source>The picture will be encoded again. {reason}</source>
        <translation>Das Bild wird neu kodiert. {reason}</translation>
    </message>
    <message>
        <source>Leave as it is where possible</source>
        <translation>Wo möglich unverändert lassen</translation>
    </message>
    <message>
        <source>Encode again as {codec}</source>
        <translation>Neu kodieren als {codec}</translation>
    </message>
    <message>
        <source>Encode again as {codec} on {device}, fast</source>
        <translation>Neu kodieren als {codec} auf {device}, schnell</translation>
    </message>
    <message>
        <source>Quality of a picture that is encoded again</source>
        <translation>Qualität eines neu kodierten Bildes</translation>
    </message>
    <message>
        <source>Best quality</source>
        <translation>Beste Qualität</translation>
    </message>
    <message>
        <source>Good quality</source>
        <translation>Gute Qualität</translation>
    </message>
    <message>
        <source>Small file</source>
        <translation>Kleine Datei</translation>
    </message>
</context>
<context>
    <name>PictureWiring</name>
    <message>
        <source>Level</source>
        <translation>Pegel</translation>
    </message>
</context>
<context>
    <name>PlayVerbs</name>
    <message>
        <source>Clear in and out</source>
        <translation>In und Out aufheben</translation>
    </message>
    <message>
        <source>Mark in</source>
        <translation>In setzen</translation>
    </message>
    <message>
        <source>Mark out</source>
        <translation>Out setzen</translation>
    </message>
</context>
<context>
    <name>ProgressLine</name>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
</context>
<context>
    <name>Question</name>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation>Beide behalten</translation>
    </message>
    <message>
        <source>“{name}” is there already.</source>
        <translation>„{name}“ gibt es schon.</translation>
    </message>
    <message numerus="yes">
        <source>%n of these files are there already.</source>
        <translation>
            <numerusform>%n dieser Dateien gibt es schon.</numerusform>
            <numerusform>%n dieser Dateien gibt es schon.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Rendering</name>
    <message>
        <source>Export {name}</source>
        <translation>{name} exportieren</translation>
    </message>
    <message>
        <source>Try the hardware encoders</source>
        <translation>Hardware-Encoder ausprobieren</translation>
    </message>
</context>
<context>
    <name>ReportPage</name>
    <message>
        <source>Export more</source>
        <translation>Mehr exportieren</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>{s} s</source>
        <translation>{s} s</translation>
    </message>
    <message>
        <source>Exported in {time}</source>
        <translation>Exportiert in {time}</translation>
    </message>
    <message>
        <source>timeline for your editor</source>
        <translation>Timeline für Ihr Schnittprogramm</translation>
    </message>
    <message>
        <source>credits of the music</source>
        <translation>Nachweise der Musik</translation>
    </message>
    <message>
        <source>{peak} dBTP</source>
        <translation>{peak} dBTP</translation>
    </message>
    <message>
        <source>held back by up to {db} dB</source>
        <translation>um bis zu {db} dB begrenzt</translation>
    </message>
    <message>
        <source>Loudness</source>
        <translation>Lautheit</translation>
    </message>
    <message>
        <source>True peak</source>
        <translation>True Peak</translation>
    </message>
    <message>
        <source>for {s} s, under speech</source>
        <translation>{s} s lang, unter Sprache</translation>
    </message>
    <message>
        <source>Music lowered</source>
        <translation>Musik abgesenkt</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>copied as it was, bit for bit</source>
        <translation>unverändert übernommen, Bit für Bit</translation>
    </message>
    <message>
        <source>encoded again. {reason}</source>
        <translation>neu kodiert. {reason}</translation>
    </message>
    <message>
        <source>{level} LUFS, as on the timeline</source>
        <translation>{level} LUFS, wie auf der Timeline</translation>
    </message>
    <message>
        <source>{before} → {after} LUFS</source>
        <translation>{before} → {after} LUFS</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the credits</source>
        <translation>Nachweise kopieren</translation>
    </message>
    <message>
        <source>Credits to put below the film</source>
        <translation>Nachweise für unter den Film</translation>
    </message>
    <message>
        <source>Credits of the music</source>
        <translation>Nachweise der Musik</translation>
    </message>
    <message>
        <source>Check the licence before you publish: {titles}.</source>
        <translation>Prüfen Sie vor dem Veröffentlichen die Lizenz: {titles}.</translation>
    </message>
</context>
<context>
    <name>RunningPage</name>
    <message>
        <source>Progress of the export</source>
        <translation>Fortschritt des Exports</translation>
    </message>
    <message>
        <source>Go on in the background</source>
        <translation>Im Hintergrund weiter</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stop; files that are not finished are taken away</source>
        <translation>Abbrechen; unfertige Dateien werden entfernt</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>about {seconds} s left</source>
        <translation>noch etwa {seconds} s</translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation>noch etwa {time}</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>being written</source>
        <translation>wird geschrieben</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>Export läuft</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Music</source>
        <translation>Musik</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Loudness</source>
        <translation>Lautheit</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Two actions have the same key.</source>
        <translation>Zwei Aktionen haben dieselbe Taste.</translation>
    </message>
</context>
<context>
    <name>ShapePanel</name>
    <message>
        <source>Guitar</source>
        <translation>Gitarre</translation>
    </message>
    <message>
        <source>Vocals</source>
        <translation>Gesang</translation>
    </message>
    <message>
        <source>Piano</source>
        <translation>Klavier</translation>
    </message>
    <message>
        <source>Drums</source>
        <translation>Schlagzeug</translation>
    </message>
    <message>
        <source>Strings</source>
        <translation>Streicher</translation>
    </message>
    <message>
        <source>Electronic</source>
        <translation>Elektronisch</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>Energie</translation>
    </message>
    <message>
        <source>Tempo</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Flute</source>
        <translation>Flöte</translation>
    </message>
    <message>
        <source>Rock</source>
        <translation>Rock</translation>
    </message>
    <message>
        <source>Classical</source>
        <translation>Klassisch</translation>
    </message>
    <message>
        <source>Ambient</source>
        <translation>Ambient</translation>
    </message>
    <message>
        <source>Dance</source>
        <translation>Tanz</translation>
    </message>
    <message>
        <source>Happy</source>
        <translation>Fröhlich</translation>
    </message>
    <message>
        <source>Funny</source>
        <translation>Lustig</translation>
    </message>
    <message>
        <source>Sad</source>
        <translation>Traurig</translation>
    </message>
    <message>
        <source>Tender</source>
        <translation>Zärtlich</translation>
    </message>
    <message>
        <source>Exciting</source>
        <translation>Aufregend</translation>
    </message>
    <message>
        <source>Angry</source>
        <translation>Wütend</translation>
    </message>
    <message>
        <source>Scary</source>
        <translation>Unheimlich</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Düster</translation>
    </message>
    <message>
        <source>Calm</source>
        <translation>Ruhig</translation>
    </message>
    <message>
        <source>Shape the music</source>
        <translation>Musik formen</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Put all sliders back to the middle</source>
        <translation>Alle Regler in die Mitte stellen</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Show more sliders</source>
        <translation>Mehr Regler zeigen</translation>
    </message>
    <message>
        <source>Likeness to the picture kept</source>
        <translation>Erhaltene Nähe zum Bild</translation>
    </message>
    <message>
        <source>How much of what the picture asks for is left with these sliders</source>
        <translation>Wie viel von dem, was das Bild verlangt, mit diesen Reglern bleibt</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>Less or more: {name}. A double click puts it back.</source>
        <translation>Weniger oder mehr: {name}. Ein Doppelklick stellt zurück.</translation>
    </message>
    <message numerus="yes">
        <source>%n moved</source>
        <translation>
            <numerusform>%n verstellt</numerusform>
            <numerusform>%n verstellt</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>No action has that name or key.</source>
        <translation>Keine Aktion hat diesen Namen oder diese Taste.</translation>
    </message>
    <message>
        <source>Change keys…</source>
        <translation>Tasten ändern …</translation>
    </message>
    <message>
        <source>Open the settings</source>
        <translation>Einstellungen öffnen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search for an action or a key</source>
        <translation>Aktion oder Taste suchen</translation>
    </message>
</context>
<context>
    <name>SongFitting</name>
    <message>
        <source>Listening to {title}</source>
        <translation>{title} wird gehört</translation>
    </message>
</context>
<context>
    <name>SongMenu</name>
    <message>
        <source>Play with the picture</source>
        <translation>Mit dem Bild abspielen</translation>
    </message>
    <message>
        <source>Place on the timeline</source>
        <translation>Auf die Timeline legen</translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>Suggest again</source>
        <translation>Wieder vorschlagen</translation>
    </message>
    <message>
        <source>Never suggest again</source>
        <translation>Nie wieder vorschlagen</translation>
    </message>
    <message>
        <source>Show file</source>
        <translation>Datei zeigen</translation>
    </message>
    <message>
        <source>Copy attribution</source>
        <translation>Namensnennung kopieren</translation>
    </message>
    <message>
        <source>Begin at</source>
        <translation>Beginnen bei</translation>
    </message>
    <message>
        <source>Attribution of “{title}” copied.</source>
        <translation>Namensnennung von „{title}“ kopiert.</translation>
    </message>
    <message>
        <source>Beat</source>
        <translation>Takt</translation>
    </message>
    <message>
        <source>Beats 10 ms earlier</source>
        <translation>Schläge 10 ms früher</translation>
    </message>
    <message>
        <source>Beats 10 ms later</source>
        <translation>Schläge 10 ms später</translation>
    </message>
    <message>
        <source>Bars begin a beat later</source>
        <translation>Takte beginnen einen Schlag später</translation>
    </message>
    <message>
        <source>Beats as they were heard</source>
        <translation>Schläge, wie sie gehört wurden</translation>
    </message>
    <message>
        <source>Half: {bpm} BPM</source>
        <translation>Halb: {bpm} BPM</translation>
    </message>
    <message>
        <source>As heard: {bpm} BPM</source>
        <translation>Wie gehört: {bpm} BPM</translation>
    </message>
    <message>
        <source>Double: {bpm} BPM</source>
        <translation>Doppelt: {bpm} BPM</translation>
    </message>
</context>
<context>
    <name>SoundPage</name>
    <message>
        <source>How loud new films become when they are exported.</source>
        <translation>Wie laut neue Filme beim Export werden.</translation>
    </message>
    <message>
        <source>{0}: {1} LUFS, true peak {2} dBTP</source>
        <translation>{0}: {1} LUFS, True Peak {2} dBTP</translation>
    </message>
</context>
<context>
    <name>SoundSection</name>
    <message>
        <source>Keep the film&apos;s own sound</source>
        <translation>Originalton des Films behalten</translation>
    </message>
    <message>
        <source>Bring the separate sound files to it too</source>
        <translation>Auch die einzelnen Tondateien darauf bringen</translation>
    </message>
    <message>
        <source>Otherwise they keep the levels of the timeline, so that they fit together.</source>
        <translation>Sonst behalten sie die Pegel der Timeline, damit sie zusammenpassen.</translation>
    </message>
    <message>
        <source>Write each music lane by itself, too</source>
        <translation>Auch jede Musikspur für sich schreiben</translation>
    </message>
    <message>
        <source>The film has no sound of its own.</source>
        <translation>Der Film hat keinen eigenen Ton.</translation>
    </message>
    <message>
        <source>no music</source>
        <translation>keine Musik</translation>
    </message>
    <message>
        <source>no speech to hear</source>
        <translation>keine Sprache zu hören</translation>
    </message>
    <message>
        <source>speech not known yet</source>
        <translation>Sprache noch nicht bekannt</translation>
    </message>
    <message>
        <source>not lowered</source>
        <translation>nicht abgesenkt</translation>
    </message>
    <message>
        <source>lowered by {depth} dB</source>
        <translation>um {depth} dB abgesenkt</translation>
    </message>
    <message>
        <source>Loudness</source>
        <translation>Lautheit</translation>
    </message>
    <message>
        <source>YouTube</source>
        <translation>YouTube</translation>
    </message>
    <message>
        <source>Spotify</source>
        <translation>Spotify</translation>
    </message>
    <message>
        <source>Podcast</source>
        <translation>Podcast</translation>
    </message>
    <message>
        <source>Broadcast, EBU R 128</source>
        <translation>Rundfunk, EBU R 128</translation>
    </message>
    <message>
        <source>{place}:  {loudness} LUFS, peaks below {peak} dBTP</source>
        <translation>{place}:  {loudness} LUFS, Spitzen unter {peak} dBTP</translation>
    </message>
    <message>
        <source>As it is, peaks below −1 dBTP</source>
        <translation>Wie es ist, Spitzen unter −1 dBTP</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>Music under speech</source>
        <translation>Musik unter Sprache</translation>
    </message>
</context>
<context>
    <name>SpeechRoom</name>
    <message>
        <source>Room for speech</source>
        <translation>Platz für Sprache</translation>
    </message>
    <message>
        <source>lowered by {depth} dB</source>
        <translation>um {depth} dB abgesenkt</translation>
    </message>
    <message>
        <source>not lowered</source>
        <translation>nicht abgesenkt</translation>
    </message>
    <message>
        <source>The film&apos;s own sound is off, so the music is not lowered.</source>
        <translation>Der Filmton ist aus, darum wird die Musik nicht abgesenkt.</translation>
    </message>
    <message>
        <source>Play the film to hear it. Nothing is written into your files.</source>
        <translation>Spielen Sie den Film ab, um es zu hören. In Ihre Dateien wird nichts geschrieben.</translation>
    </message>
    <message>
        <source>While somebody speaks, the music goes down and comes back by itself.</source>
        <translation>Während jemand spricht, geht die Musik zurück und kommt von selbst wieder.</translation>
    </message>
</context>
<context>
    <name>SuggestionDelegate</name>
    <message>
        <source>Play it with the picture ({number})</source>
        <translation>Mit dem Bild abspielen ({number})</translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>How well it fits the picture; 1 would be perfect</source>
        <translation>Wie gut er zum Bild passt; 1 wäre vollkommen</translation>
    </message>
    <message>
        <source>Licence: {licence}</source>
        <translation>Lizenz: {licence}</translation>
    </message>
    <message>
        <source>none found</source>
        <translation>keine gefunden</translation>
    </message>
    <message>
        <source>{bpm} BPM</source>
        <translation>{bpm} BPM</translation>
    </message>
    <message numerus="yes">
        <source>used %n×</source>
        <translation>
            <numerusform>%n× verwendet</numerusform>
            <numerusform>%n× verwendet</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SuggestionsModel</name>
    <message>
        <source>playing, </source>
        <translation>läuft, </translation>
    </message>
    <message>
        <source>favourite, </source>
        <translation>Favorit, </translation>
    </message>
    <message>
        <source>{number}: {title} by {artist}, {heard}{favourite}fit {fit}, {bpm} beats per minute, key {key}, length {length}, from {moment}, licence {licence}. {reasons}</source>
        <translation>{number}: {title} von {artist}, {heard}{favourite}passt zu {fit}, {bpm} Schläge pro Minute, Tonart {key}, Länge {length}, ab {moment}, Lizenz {licence}. {reasons}</translation>
    </message>
    <message>
        <source>unknown artist</source>
        <translation>unbekannter Interpret</translation>
    </message>
</context>
<context>
    <name>SuggestionsPanel</name>
    <message>
        <source>Whole cut</source>
        <translation>Ganzer Schnitt</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>Szene</translation>
    </message>
    <message>
        <source>Suggested songs</source>
        <translation>Vorgeschlagene Songs</translation>
    </message>
    <message>
        <source>Surprise me</source>
        <translation>Überraschung</translation>
    </message>
    <message>
        <source>To the right, the songs differ more from each other</source>
        <translation>Nach rechts unterscheiden sich die Songs stärker voneinander</translation>
    </message>
    <message>
        <source>Songs for the whole cut</source>
        <translation>Songs für den ganzen Schnitt</translation>
    </message>
    <message>
        <source>Songs for the scene under the playhead</source>
        <translation>Songs für die Szene unter dem Abspielkopf</translation>
    </message>
    <message>
        <source>No film yet</source>
        <translation>Noch kein Film</translation>
    </message>
    <message>
        <source>Open a film to see which of your songs fit it.</source>
        <translation>Öffnen Sie einen Film, um zu sehen, welche Ihrer Songs dazu passen.</translation>
    </message>
    <message>
        <source>Open a film…</source>
        <translation>Film öffnen …</translation>
    </message>
    <message>
        <source>Watching your film</source>
        <translation>Ihr Film wird angesehen</translation>
    </message>
    <message>
        <source>Suggestions appear here as soon as the first look is done.</source>
        <translation>Vorschläge erscheinen hier, sobald der erste Blick getan ist.</translation>
    </message>
    <message>
        <source>No music yet</source>
        <translation>Noch keine Musik</translation>
    </message>
    <message>
        <source>Add a folder with your music. It stays where it is, on this computer.</source>
        <translation>Fügen Sie einen Ordner mit Ihrer Musik hinzu. Sie bleibt, wo sie ist: auf diesem Computer.</translation>
    </message>
    <message>
        <source>Add music…</source>
        <translation>Musik hinzufügen …</translation>
    </message>
    <message>
        <source>Listening to your music</source>
        <translation>Ihre Musik wird angehört</translation>
    </message>
    <message>
        <source>Suggestions appear here with the first songs that are done.</source>
        <translation>Vorschläge erscheinen hier mit den ersten fertigen Songs.</translation>
    </message>
    <message>
        <source>Looking for songs</source>
        <translation>Songs werden gesucht</translation>
    </message>
    <message>
        <source>No song passes the filters</source>
        <translation>Kein Song kommt durch die Filter</translation>
    </message>
    <message>
        <source>Widen the filters, or take them away.</source>
        <translation>Weiten Sie die Filter, oder heben Sie sie auf.</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>Filter aufheben</translation>
    </message>
    <message>
        <source>No suggestions</source>
        <translation>Keine Vorschläge</translation>
    </message>
    <message>
        <source>Something went wrong while looking for songs.</source>
        <translation>Beim Suchen nach Songs ging etwas schief.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
</context>
<context>
    <name>SuggestionsWiring</name>
    <message>
        <source>The film was not watched to its end. Press S to try again.</source>
        <translation>Der Film wurde nicht bis zum Ende angesehen. Drücken Sie S, um es erneut zu versuchen.</translation>
    </message>
    <message>
        <source>Scene {number}</source>
        <translation>Szene {number}</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>Szene</translation>
    </message>
</context>
<context>
    <name>TimelineView</name>
    <message>
        <source>{number}  {name}</source>
        <translation>{number}  {name}</translation>
    </message>
    <message>
        <source>Scene {number}</source>
        <translation>Szene {number}</translation>
    </message>
    <message>
        <source>Snap to cuts and beats (N)</source>
        <translation>An Schnitten und Schlägen einrasten (N)</translation>
    </message>
    <message>
        <source>Zoom out (Ctrl+−)</source>
        <translation>Verkleinern (Strg+−)</translation>
    </message>
    <message>
        <source>Show the whole film (Ctrl+0)</source>
        <translation>Ganzen Film zeigen (Strg+0)</translation>
    </message>
    <message>
        <source>Zoom in (Ctrl+=)</source>
        <translation>Vergrößern (Strg+=)</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Timeline</translation>
    </message>
</context>
<context>
    <name>ToolVerbs</name>
    <message>
        <source>Room for speech</source>
        <translation>Platz für Sprache</translation>
    </message>
</context>
<context>
    <name>TracksModel</name>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Artist</source>
        <translation>Interpret</translation>
    </message>
    <message>
        <source>BPM</source>
        <translation>BPM</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Tonart</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Vocals</source>
        <translation>Gesang</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>chosen by you</source>
        <translation>von Ihnen gewählt</translation>
    </message>
    <message>
        <source>sung</source>
        <translation>gesungen</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
</context>
<context>
    <name>TransportBar</name>
    <message>
        <source>no sound device</source>
        <translation>kein Tongerät</translation>
    </message>
    <message>
        <source>Original sound</source>
        <translation>Originalton</translation>
    </message>
    <message>
        <source>How loud the film&apos;s own sound is</source>
        <translation>Wie laut der Originalton ist</translation>
    </message>
    <message>
        <source>Music</source>
        <translation>Musik</translation>
    </message>
    <message>
        <source>How loud all the music is</source>
        <translation>Wie laut die ganze Musik ist</translation>
    </message>
    <message>
        <source>No sound at this speed</source>
        <translation>Kein Ton bei diesem Tempo</translation>
    </message>
    <message>
        <source>To the start</source>
        <translation>Zum Anfang</translation>
    </message>
    <message>
        <source>To the start of the film (Home)</source>
        <translation>Zum Anfang des Films (Pos1)</translation>
    </message>
    <message>
        <source>A frame back</source>
        <translation>Ein Bild zurück</translation>
    </message>
    <message>
        <source>A frame back (Left)</source>
        <translation>Ein Bild zurück (Links)</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Play or hold (Space)</source>
        <translation>Abspielen oder anhalten (Leertaste)</translation>
    </message>
    <message>
        <source>A frame on</source>
        <translation>Ein Bild weiter</translation>
    </message>
    <message>
        <source>A frame on (Right)</source>
        <translation>Ein Bild weiter (Rechts)</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>Zum Ende</translation>
    </message>
    <message>
        <source>To the end of the film (End)</source>
        <translation>Zum Ende des Films (Ende)</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>Schleife</translation>
    </message>
    <message>
        <source>Play from in to out over and over (Ctrl+L)</source>
        <translation>Von In bis Out immer wieder abspielen (Strg+L)</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>Position</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Playing silently: there is no sound device. Connect one, then play again.</source>
        <translation>Läuft stumm: Es gibt kein Tongerät. Schließen Sie eines an, und spielen Sie erneut ab.</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>Anhalten</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Tool</source>
        <translation>Werkzeug</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>TroublePage</name>
    <message>
        <source>Details for the makers of the program</source>
        <translation>Einzelheiten für die Macher des Programms</translation>
    </message>
    <message>
        <source>Copy the details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Change the choices</source>
        <translation>Auswahl ändern</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Export without original sound</source>
        <translation>Ohne Originalton exportieren</translation>
    </message>
    <message>
        <source>The export stopped because of a mistake in the program.</source>
        <translation>Der Export brach wegen eines Fehlers im Programm ab.</translation>
    </message>
    <message>
        <source>Nothing of yours was changed. Please report it with these details.</source>
        <translation>Nichts von Ihnen wurde verändert. Bitte melden Sie es mit diesen Einzelheiten.</translation>
    </message>
    <message>
        <source>Nothing was left half-written.</source>
        <translation>Nichts blieb halb geschrieben zurück.</translation>
    </message>
    <message>
        <source>Finished before that: {names}.</source>
        <translation>Vorher fertig: {names}.</translation>
    </message>
    <message>
        <source>The export did not work</source>
        <translation>Der Export hat nicht geklappt</translation>
    </message>
</context>
<context>
    <name>Viewer</name>
    <message>
        <source>No film yet</source>
        <translation>Noch kein Film</translation>
    </message>
    <message>
        <source>Drop a film here, or open one, to look for its music.</source>
        <translation>Legen Sie einen Film hier ab, oder öffnen Sie einen, um Musik dafür zu finden.</translation>
    </message>
    <message>
        <source>Open a film</source>
        <translation>Film öffnen</translation>
    </message>
    <message>
        <source>Trying {song}</source>
        <translation>Zur Probe: {song}</translation>
    </message>
    <message>
        <source>in {time}</source>
        <translation>In {time}</translation>
    </message>
    <message>
        <source>out {time}</source>
        <translation>Out {time}</translation>
    </message>
    <message>
        <source>length {time}</source>
        <translation>Länge {time}</translation>
    </message>
    <message>
        <source>Picture of the film</source>
        <translation>Bild des Films</translation>
    </message>
    <message>
        <source>Click to play or to hold (Space)</source>
        <translation>Klicken zum Abspielen oder Anhalten (Leertaste)</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Welcome</source>
        <translation>Willkommen</translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation>Demo ausprobieren</translation>
    </message>
    <message>
        <source>Open again</source>
        <translation>Wieder öffnen</translation>
    </message>
    <message>
        <source>Choose folder…</source>
        <translation>Ordner wählen …</translation>
    </message>
    <message numerus="yes">
        <source>%n songs are ready</source>
        <translation>
            <numerusform>%n Song ist bereit</numerusform>
            <numerusform>%n Songs sind bereit</numerusform>
        </translation>
    </message>
    <message>
        <source>Add another folder…</source>
        <translation>Weiteren Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>Open your film</source>
        <translation>Öffnen Sie Ihren Film</translation>
    </message>
    <message>
        <source>The cut that needs music. It is only read, never changed.</source>
        <translation>Der Schnitt, der Musik braucht. Er wird nur gelesen, nie verändert.</translation>
    </message>
    <message>
        <source>Open film…</source>
        <translation>Film öffnen …</translation>
    </message>
    <message>
        <source>Add your music</source>
        <translation>Fügen Sie Ihre Musik hinzu</translation>
    </message>
    <message>
        <source>A folder of songs you may use. It is listened to once, in the background.</source>
        <translation>Ein Ordner mit Songs, die Sie verwenden dürfen. Er wird einmal im Hintergrund angehört.</translation>
    </message>
    <message>
        <source>Open a short film with music that comes with the program</source>
        <translation>Einen kurzen Film mit Musik öffnen, der zum Programm gehört</translation>
    </message>
    <message>
        <source>Music for your cut</source>
        <translation>Musik für Ihren Schnitt</translation>
    </message>
    <message>
        <source>Cuesmith finds the song in your own folder, and the moment in it.</source>
        <translation>Cuesmith findet den Song in Ihrem eigenen Ordner und die Stelle darin.</translation>
    </message>
    <message>
        <source>You can also drop files and folders here.</source>
        <translation>Sie können Dateien und Ordner auch hier ablegen.</translation>
    </message>
    <message>
        <source>Everything stays on this computer: 0 bytes sent.</source>
        <translation>Alles bleibt auf diesem Computer: 0 Bytes gesendet.</translation>
    </message>
</context>
<context>
    <name>WhyView</name>
    <message>
        <source>Why this song</source>
        <translation>Warum dieser Song</translation>
    </message>
    <message>
        <source>Show what speaks for the selected song</source>
        <translation>Zeigen, was für den gewählten Song spricht</translation>
    </message>
    <message>
        <source>Go to the part of the picture that counted most</source>
        <translation>Zu dem Teil des Bildes gehen, der am meisten zählte</translation>
    </message>
    <message>
        <source>Copy attribution</source>
        <translation>Namensnennung kopieren</translation>
    </message>
    <message>
        <source>Copy the line that credits this song</source>
        <translation>Die Zeile kopieren, die diesen Song nennt</translation>
    </message>
    <message>
        <source>No licence was found for this song.</source>
        <translation>Zu diesem Song wurde keine Lizenz gefunden.</translation>
    </message>
    <message>
        <source>Counted most: {span}</source>
        <translation>Zählte am meisten: {span}</translation>
    </message>
</context>
<context>
    <name>Workbench</name>
    <message>
        <source>Suggestions</source>
        <translation>Vorschläge</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
</context>
<context>
    <name>actions</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Music</source>
        <translation>&amp;Musik</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>&amp;Wiedergabe</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>Neues Projekt</translation>
    </message>
    <message>
        <source>Begin again with an empty timeline</source>
        <translation>Mit einer leeren Timeline neu beginnen</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Öffnen …</translation>
    </message>
    <message>
        <source>Open a film or a project</source>
        <translation>Film oder Projekt öffnen</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Films and projects opened lately</source>
        <translation>Zuletzt geöffnete Filme und Projekte</translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation>Demo ausprobieren</translation>
    </message>
    <message>
        <source>Open the demo film with its own small music library</source>
        <translation>Den Demofilm mit eigener kleiner Musikbibliothek öffnen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save the project</source>
        <translation>Projekt speichern</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Speichern unter …</translation>
    </message>
    <message>
        <source>Save the project under another name</source>
        <translation>Projekt unter anderem Namen speichern</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren …</translation>
    </message>
    <message>
        <source>Write the film with its music, or the music alone</source>
        <translation>Den Film mit seiner Musik schreiben, oder die Musik allein</translation>
    </message>
    <message>
        <source>Find moved files…</source>
        <translation>Verschobene Dateien suchen …</translation>
    </message>
    <message>
        <source>Look in a folder for files the project has lost</source>
        <translation>In einem Ordner nach Dateien suchen, die dem Projekt fehlen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Close the program</source>
        <translation>Das Programm schließen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Take the last change back</source>
        <translation>Die letzte Änderung zurücknehmen</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Make the change again</source>
        <translation>Die Änderung wieder machen</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>Ausschneiden</translation>
    </message>
    <message>
        <source>Take the selected cues away to paste them elsewhere</source>
        <translation>Die gewählten Cues wegnehmen, um sie anderswo einzufügen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Remember the selected cues to paste them elsewhere</source>
        <translation>Die gewählten Cues merken, um sie anderswo einzufügen</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Put the remembered cues at the playhead</source>
        <translation>Die gemerkten Cues am Abspielkopf einfügen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Take the selected cues off the timeline</source>
        <translation>Die gewählten Cues von der Timeline nehmen</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
    <message>
        <source>Select every cue</source>
        <translation>Jeden Cue auswählen</translation>
    </message>
    <message>
        <source>Select none</source>
        <translation>Nichts auswählen</translation>
    </message>
    <message>
        <source>Select no cue</source>
        <translation>Keinen Cue auswählen</translation>
    </message>
    <message>
        <source>Split at the playhead</source>
        <translation>Am Abspielkopf teilen</translation>
    </message>
    <message>
        <source>Make two cues of the one under the playhead</source>
        <translation>Aus dem Cue unter dem Abspielkopf zwei machen</translation>
    </message>
    <message>
        <source>Move cue a frame earlier</source>
        <translation>Cue ein Bild früher</translation>
    </message>
    <message>
        <source>Move cue a frame later</source>
        <translation>Cue ein Bild später</translation>
    </message>
    <message>
        <source>Begin cue at the playhead</source>
        <translation>Cue am Abspielkopf beginnen</translation>
    </message>
    <message>
        <source>End cue at the playhead</source>
        <translation>Cue am Abspielkopf beenden</translation>
    </message>
    <message>
        <source>Level point at the playhead</source>
        <translation>Pegelpunkt an der Abspielposition</translation>
    </message>
    <message>
        <source>Bend the level of the cue here; again takes it away</source>
        <translation>Den Pegel des Stücks hier knicken; noch einmal nimmt es zurück</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>Anheften</translation>
    </message>
    <message>
        <source>Leave the selected cues alone when the cut is filled</source>
        <translation>Die ausgewählten Stücke beim Füllen des Schnitts in Ruhe lassen</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen …</translation>
    </message>
    <message>
        <source>Folders, device, loudness, look, language and keys</source>
        <translation>Ordner, Gerät, Lautheit, Aussehen, Sprache und Tasten</translation>
    </message>
    <message>
        <source>Play the picture with this suggestion</source>
        <translation>Das Bild mit diesem Vorschlag abspielen</translation>
    </message>
    <message>
        <source>Add music folder…</source>
        <translation>Musikordner hinzufügen …</translation>
    </message>
    <message>
        <source>Take a folder of songs into the library</source>
        <translation>Einen Ordner mit Songs in die Bibliothek aufnehmen</translation>
    </message>
    <message>
        <source>Look for new music</source>
        <translation>Neue Musik suchen</translation>
    </message>
    <message>
        <source>Look through the music folders again</source>
        <translation>Die Musikordner erneut durchsehen</translation>
    </message>
    <message>
        <source>Find footage…</source>
        <translation>Filmmaterial finden…</translation>
    </message>
    <message>
        <source>List the clips of your own that fit the chosen song</source>
        <translation>Ihre eigenen Clips auflisten, die zum gewählten Stück passen</translation>
    </message>
    <message>
        <source>Suggest music</source>
        <translation>Musik vorschlagen</translation>
    </message>
    <message>
        <source>List the songs that fit the film and the scene</source>
        <translation>Die Songs auflisten, die zu Film und Szene passen</translation>
    </message>
    <message>
        <source>Audition</source>
        <translation>Probehören</translation>
    </message>
    <message>
        <source>Play the picture with a suggestion</source>
        <translation>Das Bild mit einem Vorschlag abspielen</translation>
    </message>
    <message>
        <source>Audition suggestion 1</source>
        <translation>Vorschlag 1 probehören</translation>
    </message>
    <message>
        <source>Audition suggestion 2</source>
        <translation>Vorschlag 2 probehören</translation>
    </message>
    <message>
        <source>Audition suggestion 3</source>
        <translation>Vorschlag 3 probehören</translation>
    </message>
    <message>
        <source>Audition suggestion 4</source>
        <translation>Vorschlag 4 probehören</translation>
    </message>
    <message>
        <source>Audition suggestion 5</source>
        <translation>Vorschlag 5 probehören</translation>
    </message>
    <message>
        <source>Audition suggestion 6</source>
        <translation>Vorschlag 6 probehören</translation>
    </message>
    <message>
        <source>Audition suggestion 7</source>
        <translation>Vorschlag 7 probehören</translation>
    </message>
    <message>
        <source>Audition suggestion 8</source>
        <translation>Vorschlag 8 probehören</translation>
    </message>
    <message>
        <source>Audition suggestion 9</source>
        <translation>Vorschlag 9 probehören</translation>
    </message>
    <message>
        <source>Back to the timeline</source>
        <translation>Zurück zur Timeline</translation>
    </message>
    <message>
        <source>Hear what lies on the timeline again</source>
        <translation>Wieder hören, was auf der Timeline liegt</translation>
    </message>
    <message>
        <source>Next suggestion</source>
        <translation>Nächster Vorschlag</translation>
    </message>
    <message>
        <source>Go on to the next suggestion</source>
        <translation>Zum nächsten Vorschlag gehen</translation>
    </message>
    <message>
        <source>Previous suggestion</source>
        <translation>Voriger Vorschlag</translation>
    </message>
    <message>
        <source>Go back to the suggestion before</source>
        <translation>Zum Vorschlag davor zurückgehen</translation>
    </message>
    <message>
        <source>Next moment of the song</source>
        <translation>Nächste Stelle des Stücks</translation>
    </message>
    <message>
        <source>Let the chosen suggestion begin at another good place</source>
        <translation>Den gewählten Vorschlag an einer anderen guten Stelle beginnen lassen</translation>
    </message>
    <message>
        <source>Previous moment of the song</source>
        <translation>Vorige Stelle des Stücks</translation>
    </message>
    <message>
        <source>Let the chosen suggestion begin at an earlier good place</source>
        <translation>Den gewählten Vorschlag an einer früheren guten Stelle beginnen lassen</translation>
    </message>
    <message>
        <source>Place on the timeline</source>
        <translation>Auf die Timeline legen</translation>
    </message>
    <message>
        <source>Lay the chosen suggestion under the scene</source>
        <translation>Den gewählten Vorschlag unter die Szene legen</translation>
    </message>
    <message>
        <source>Align</source>
        <translation>Ausrichten</translation>
    </message>
    <message>
        <source>Bring the beat of the selected cue onto the cut</source>
        <translation>Den Schlag des gewählten Cues auf den Schnitt bringen</translation>
    </message>
    <message>
        <source>Fit…</source>
        <translation>Einpassen…</translation>
    </message>
    <message>
        <source>Bring the song of the selected cue to a length, unheard</source>
        <translation>Das ausgewählte Stück unhörbar auf eine Länge bringen</translation>
    </message>
    <message>
        <source>Seam to the place before</source>
        <translation>Naht an die Stelle davor</translation>
    </message>
    <message>
        <source>Move the nearest seam to the good place before it</source>
        <translation>Die nächste Naht an die gute Stelle davor rücken</translation>
    </message>
    <message>
        <source>Seam to the place after</source>
        <translation>Naht an die Stelle danach</translation>
    </message>
    <message>
        <source>Move the nearest seam to the good place after it</source>
        <translation>Die nächste Naht an die gute Stelle danach rücken</translation>
    </message>
    <message>
        <source>Fill the cut</source>
        <translation>Schnitt füllen</translation>
    </message>
    <message>
        <source>Propose music for the whole film: one song, one per scene …</source>
        <translation>Musik für den ganzen Film vorschlagen: ein Stück, eines je Szene …</translation>
    </message>
    <message>
        <source>Beat</source>
        <translation>Takt</translation>
    </message>
    <message>
        <source>Correct a beat that was heard wrongly</source>
        <translation>Einen falsch gehörten Takt berichtigen</translation>
    </message>
    <message>
        <source>Half the tempo</source>
        <translation>Halbes Tempo</translation>
    </message>
    <message>
        <source>The song is half as fast as was heard</source>
        <translation>Das Stück ist halb so schnell, wie gehört wurde</translation>
    </message>
    <message>
        <source>Double the tempo</source>
        <translation>Doppeltes Tempo</translation>
    </message>
    <message>
        <source>The song is twice as fast as was heard</source>
        <translation>Das Stück ist doppelt so schnell, wie gehört wurde</translation>
    </message>
    <message>
        <source>Beats 10 ms earlier</source>
        <translation>Schläge 10 ms früher</translation>
    </message>
    <message>
        <source>Move all beats of the song a little to the front</source>
        <translation>Alle Schläge des Stücks ein wenig nach vorn rücken</translation>
    </message>
    <message>
        <source>Beats 10 ms later</source>
        <translation>Schläge 10 ms später</translation>
    </message>
    <message>
        <source>Move all beats of the song a little to the back</source>
        <translation>Alle Schläge des Stücks ein wenig nach hinten rücken</translation>
    </message>
    <message>
        <source>This beat is the one</source>
        <translation>Dieser Schlag ist die Eins</translation>
    </message>
    <message>
        <source>Bars begin with the beat under the playhead</source>
        <translation>Takte beginnen mit dem Schlag an der Abspielposition</translation>
    </message>
    <message>
        <source>Beats as they were heard</source>
        <translation>Schläge, wie sie gehört wurden</translation>
    </message>
    <message>
        <source>Take every correction of the beat back</source>
        <translation>Alle Berichtigungen des Takts zurücknehmen</translation>
    </message>
    <message>
        <source>Accept the proposal</source>
        <translation>Vorschlag annehmen</translation>
    </message>
    <message>
        <source>Take what the tool at the right proposes</source>
        <translation>Nehmen, was das Werkzeug rechts vorschlägt</translation>
    </message>
    <message>
        <source>Close the tool</source>
        <translation>Werkzeug schließen</translation>
    </message>
    <message>
        <source>Close the tool at the right and take nothing of it</source>
        <translation>Das Werkzeug rechts schließen und nichts davon nehmen</translation>
    </message>
    <message>
        <source>Room for speech…</source>
        <translation>Platz für Sprache…</translation>
    </message>
    <message>
        <source>Choose how the music goes down while somebody speaks</source>
        <translation>Wählen, wie die Musik zurückgeht, während jemand spricht</translation>
    </message>
    <message>
        <source>Mute the music</source>
        <translation>Musik stummschalten</translation>
    </message>
    <message>
        <source>Hear the film without its music</source>
        <translation>Den Film ohne seine Musik hören</translation>
    </message>
    <message>
        <source>Mute the original sound</source>
        <translation>Originalton stummschalten</translation>
    </message>
    <message>
        <source>Hear the music without the sound of the film</source>
        <translation>Die Musik ohne den Ton des Films hören</translation>
    </message>
    <message>
        <source>Reset the sliders</source>
        <translation>Regler zurücksetzen</translation>
    </message>
    <message>
        <source>Put every slider back to the middle</source>
        <translation>Jeden Regler in die Mitte stellen</translation>
    </message>
    <message>
        <source>Copy the credits</source>
        <translation>Nachweise kopieren</translation>
    </message>
    <message>
        <source>Copy who made the music, ready to paste into the titles</source>
        <translation>Kopieren, wer die Musik gemacht hat, fertig für den Abspann</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>Abspielen oder anhalten</translation>
    </message>
    <message>
        <source>Play the film, or hold it</source>
        <translation>Den Film abspielen oder anhalten</translation>
    </message>
    <message>
        <source>Play backwards</source>
        <translation>Rückwärts abspielen</translation>
    </message>
    <message>
        <source>Play backwards; again for faster</source>
        <translation>Rückwärts abspielen; nochmals für schneller</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Hold the picture</source>
        <translation>Das Bild anhalten</translation>
    </message>
    <message>
        <source>Play forwards</source>
        <translation>Vorwärts abspielen</translation>
    </message>
    <message>
        <source>Play forwards; again for faster</source>
        <translation>Vorwärts abspielen; nochmals für schneller</translation>
    </message>
    <message>
        <source>A frame back</source>
        <translation>Ein Bild zurück</translation>
    </message>
    <message>
        <source>Go back by one frame</source>
        <translation>Um ein Bild zurückgehen</translation>
    </message>
    <message>
        <source>A frame on</source>
        <translation>Ein Bild weiter</translation>
    </message>
    <message>
        <source>Go on by one frame</source>
        <translation>Um ein Bild weitergehen</translation>
    </message>
    <message>
        <source>A second back</source>
        <translation>Eine Sekunde zurück</translation>
    </message>
    <message>
        <source>Go back by one second</source>
        <translation>Um eine Sekunde zurückgehen</translation>
    </message>
    <message>
        <source>A second on</source>
        <translation>Eine Sekunde weiter</translation>
    </message>
    <message>
        <source>Go on by one second</source>
        <translation>Um eine Sekunde weitergehen</translation>
    </message>
    <message>
        <source>To the start</source>
        <translation>Zum Anfang</translation>
    </message>
    <message>
        <source>Go to the start of the film</source>
        <translation>Zum Anfang des Films gehen</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>Zum Ende</translation>
    </message>
    <message>
        <source>Go to the end of the film</source>
        <translation>Zum Ende des Films gehen</translation>
    </message>
    <message>
        <source>Previous scene</source>
        <translation>Vorige Szene</translation>
    </message>
    <message>
        <source>Go to the start of the scene before</source>
        <translation>Zum Anfang der Szene davor gehen</translation>
    </message>
    <message>
        <source>Next scene</source>
        <translation>Nächste Szene</translation>
    </message>
    <message>
        <source>Go to the start of the next scene</source>
        <translation>Zum Anfang der nächsten Szene gehen</translation>
    </message>
    <message>
        <source>Mark in</source>
        <translation>In setzen</translation>
    </message>
    <message>
        <source>What is wanted of the film begins at the playhead</source>
        <translation>Der gewünschte Teil des Films beginnt am Abspielkopf</translation>
    </message>
    <message>
        <source>Mark out</source>
        <translation>Out setzen</translation>
    </message>
    <message>
        <source>What is wanted of the film ends at the playhead</source>
        <translation>Der gewünschte Teil des Films endet am Abspielkopf</translation>
    </message>
    <message>
        <source>Clear in and out</source>
        <translation>In und Out aufheben</translation>
    </message>
    <message>
        <source>All of the film is wanted again</source>
        <translation>Wieder den ganzen Film verwenden</translation>
    </message>
    <message>
        <source>Loop between in and out</source>
        <translation>Schleife zwischen In und Out</translation>
    </message>
    <message>
        <source>Play what lies between in and out over and over</source>
        <translation>Was zwischen In und Out liegt, immer wieder abspielen</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Show less of the timeline, larger</source>
        <translation>Weniger von der Timeline zeigen, dafür größer</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Show more of the timeline, smaller</source>
        <translation>Mehr von der Timeline zeigen, dafür kleiner</translation>
    </message>
    <message>
        <source>Show the whole film</source>
        <translation>Ganzen Film zeigen</translation>
    </message>
    <message>
        <source>Fit the whole film into the timeline</source>
        <translation>Den ganzen Film in die Timeline einpassen</translation>
    </message>
    <message>
        <source>Snap</source>
        <translation>Einrasten</translation>
    </message>
    <message>
        <source>Let cues catch on cuts, beats and the playhead</source>
        <translation>Cues an Schnitten, Schlägen und am Abspielkopf einrasten lassen</translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation>Vorschläge</translation>
    </message>
    <message>
        <source>Show or hide the suggestions</source>
        <translation>Vorschläge zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Music library</source>
        <translation>Musikbibliothek</translation>
    </message>
    <message>
        <source>Show or hide the music library</source>
        <translation>Musikbibliothek zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Shape the music</source>
        <translation>Musik formen</translation>
    </message>
    <message>
        <source>Show or hide the sliders and filters</source>
        <translation>Regler und Filter zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Reset the layout</source>
        <translation>Anordnung zurücksetzen</translation>
    </message>
    <message>
        <source>Put every panel back where it was at first</source>
        <translation>Jeden Bereich an seinen ersten Platz stellen</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>Hell oder dunkel</translation>
    </message>
    <message>
        <source>Change between the dark and the light look</source>
        <translation>Zwischen dunklem und hellem Aussehen wechseln</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>Use the whole screen</source>
        <translation>Den ganzen Bildschirm nutzen</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>Anleitung</translation>
    </message>
    <message>
        <source>Read how things are done</source>
        <translation>Lesen, wie es geht</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>List every key</source>
        <translation>Alle Tasten auflisten</translation>
    </message>
    <message>
        <source>About Cuesmith</source>
        <translation>Über Cuesmith</translation>
    </message>
    <message>
        <source>Version, model pack, device and licences</source>
        <translation>Version, Modellpaket, Gerät und Lizenzen</translation>
    </message>
</context>
<context>
    <name>ducking</name>
    <message>
        <source>Subtle: the music only leans back</source>
        <translation>Dezent: die Musik lehnt sich nur zurück</translation>
    </message>
    <message>
        <source>Gentle: the music stays felt</source>
        <translation>Sanft: die Musik bleibt spürbar</translation>
    </message>
    <message>
        <source>Dialogue: every word is understood</source>
        <translation>Dialog: jedes Wort wird verstanden</translation>
    </message>
    <message>
        <source>Podcast: deep and steady</source>
        <translation>Podcast: tief und stetig</translation>
    </message>
    <message>
        <source>Trailer: quick down, quick up</source>
        <translation>Trailer: schnell hinab, schnell hinauf</translation>
    </message>
</context>
<context>
    <name>formats</name>
    <message>
        <source>Public domain</source>
        <translation>Gemeinfrei</translation>
    </message>
    <message>
        <source>With credit</source>
        <translation>Mit Nennung</translation>
    </message>
    <message>
        <source>Share alike</source>
        <translation>Gleiche Lizenz</translation>
    </message>
    <message>
        <source>No changes</source>
        <translation>Unverändert</translation>
    </message>
    <message>
        <source>Non-commercial</source>
        <translation>Nicht kommerziell</translation>
    </message>
    <message>
        <source>All rights</source>
        <translation>Alle Rechte</translation>
    </message>
    <message>
        <source>No licence</source>
        <translation>Keine Lizenz</translation>
    </message>
</context>
<context>
    <name>reasons</name>
    <message>
        <source>happy</source>
        <translation>fröhlich</translation>
    </message>
    <message>
        <source>funny</source>
        <translation>lustig</translation>
    </message>
    <message>
        <source>sad</source>
        <translation>traurig</translation>
    </message>
    <message>
        <source>tender</source>
        <translation>zärtlich</translation>
    </message>
    <message>
        <source>exciting</source>
        <translation>aufregend</translation>
    </message>
    <message>
        <source>angry</source>
        <translation>wütend</translation>
    </message>
    <message>
        <source>scary</source>
        <translation>unheimlich</translation>
    </message>
    <message>
        <source>guitar</source>
        <translation>Gitarre</translation>
    </message>
    <message>
        <source>vocals</source>
        <translation>Gesang</translation>
    </message>
    <message>
        <source>piano</source>
        <translation>Klavier</translation>
    </message>
    <message>
        <source>drums</source>
        <translation>Schlagzeug</translation>
    </message>
    <message>
        <source>strings</source>
        <translation>Streicher</translation>
    </message>
    <message>
        <source>electronic</source>
        <translation>Elektronik</translation>
    </message>
    <message>
        <source>energy</source>
        <translation>Energie</translation>
    </message>
    <message>
        <source>tempo</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>both feel {feeling}</source>
        <translation>beide wirken {feeling}</translation>
    </message>
    <message>
        <source>both feel {feeling} and {other}</source>
        <translation>beide wirken {feeling} und {other}</translation>
    </message>
    <message>
        <source>{pace} picture with {cuts} cuts a minute, song with {bpm} BPM</source>
        <translation>{pace} Bild mit {cuts} Schnitten pro Minute, Stück mit {bpm} BPM</translation>
    </message>
    <message>
        <source>{pace} picture with {cuts} cuts a minute, song with no fixed beat</source>
        <translation>{pace} Bild mit {cuts} Schnitten pro Minute, Stück ohne festen Takt</translation>
    </message>
    <message>
        <source>{pace} picture with no cut, song with {bpm} BPM</source>
        <translation>{pace} Bild ohne Schnitt, Stück mit {bpm} BPM</translation>
    </message>
    <message>
        <source>{pace} picture with no cut, song with no fixed beat</source>
        <translation>{pace} Bild ohne Schnitt, Stück ohne festen Takt</translation>
    </message>
    <message>
        <source>lively</source>
        <translation>lebhaftes</translation>
    </message>
    <message>
        <source>calm</source>
        <translation>ruhiges</translation>
    </message>
    <message>
        <source>moving</source>
        <translation>bewegtes</translation>
    </message>
    <message>
        <source>sounds like {tags}</source>
        <translation>klingt nach {tags}</translation>
    </message>
    <message>
        <source>more {name}, as asked</source>
        <translation>mehr {name}, wie gewünscht</translation>
    </message>
    <message>
        <source>less {name}, as asked</source>
        <translation>weniger {name}, wie gewünscht</translation>
    </message>
    <message>
        <source>picture and music are alike by {here} here, more than the song on average ({usual})</source>
        <translation>Bild und Musik ähneln sich hier zu {here}, mehr als das Stück im Mittel ({usual})</translation>
    </message>
    <message>
        <source>picture and music are alike by {here} here, about as much as the song on average ({usual})</source>
        <translation>Bild und Musik ähneln sich hier zu {here}, etwa so sehr wie das Stück im Mittel ({usual})</translation>
    </message>
    <message>
        <source>there is more of what the sliders ask for here than in the song on average ({here} to {usual})</source>
        <translation>von dem, was die Regler verlangen, ist hier mehr als im Stück im Mittel ({here} zu {usual})</translation>
    </message>
    <message>
        <source>there is no more of what the sliders ask for here than in the song on average ({here} to {usual})</source>
        <translation>von dem, was die Regler verlangen, ist hier nicht mehr als im Stück im Mittel ({here} zu {usual})</translation>
    </message>
    <message>
        <source>the music rises and falls with the picture</source>
        <translation>die Musik steigt und fällt mit dem Bild</translation>
    </message>
    <message>
        <source>the music rises and falls with the picture in part</source>
        <translation>die Musik steigt und fällt zum Teil mit dem Bild</translation>
    </message>
    <message>
        <source>the energy of the music goes its own way here</source>
        <translation>die Energie der Musik geht hier eigene Wege</translation>
    </message>
    <message>
        <source>the song lasts {song} s, the stretch {stretch} s: it has to be repeated</source>
        <translation>das Stück dauert {song} s, der Abschnitt {stretch} s: es muss wiederholt werden</translation>
    </message>
    <message>
        <source>shows {sights}</source>
        <translation>zeigt {sights}</translation>
    </message>
</context>
<context>
    <name>timeline</name>
    <message>
        <source>Move</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>Trim</source>
        <translation>Trimmen</translation>
    </message>
    <message>
        <source>Slip</source>
        <translation>Inhalt verschieben</translation>
    </message>
    <message>
        <source>Fade</source>
        <translation>Blende</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Pegel</translation>
    </message>
    <message>
        <source>Level point</source>
        <translation>Pegelpunkt</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>Ausschneiden</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Paste at the playhead</source>
        <translation>Am Abspielkopf einfügen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Split at the playhead</source>
        <translation>Am Abspielkopf teilen</translation>
    </message>
    <message>
        <source>Begin at the playhead</source>
        <translation>Am Abspielkopf beginnen</translation>
    </message>
    <message>
        <source>End at the playhead</source>
        <translation>Am Abspielkopf enden</translation>
    </message>
    <message>
        <source>Reset the level</source>
        <translation>Pegel zurücksetzen</translation>
    </message>
    <message>
        <source>Level point at the playhead</source>
        <translation>Pegelpunkt an der Abspielposition</translation>
    </message>
    <message>
        <source>Remove the level points</source>
        <translation>Pegelpunkte entfernen</translation>
    </message>
    <message>
        <source>Remove the fades</source>
        <translation>Blenden entfernen</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
    <message>
        <source>cut</source>
        <translation>Schnitt</translation>
    </message>
    <message>
        <source>scene</source>
        <translation>Szene</translation>
    </message>
    <message>
        <source>segment</source>
        <translation>Abschnitt</translation>
    </message>
    <message>
        <source>playhead</source>
        <translation>Abspielkopf</translation>
    </message>
    <message>
        <source>cue start</source>
        <translation>Cue-Anfang</translation>
    </message>
    <message>
        <source>cue end</source>
        <translation>Cue-Ende</translation>
    </message>
    <message>
        <source>in</source>
        <translation>In</translation>
    </message>
    <message>
        <source>out</source>
        <translation>Out</translation>
    </message>
    <message>
        <source>film start</source>
        <translation>Filmanfang</translation>
    </message>
    <message>
        <source>film end</source>
        <translation>Filmende</translation>
    </message>
    <message>
        <source>downbeat</source>
        <translation>Eins</translation>
    </message>
    <message>
        <source>beat</source>
        <translation>Schlag</translation>
    </message>
    <message>
        <source>happy</source>
        <translation>fröhlich</translation>
    </message>
    <message>
        <source>funny</source>
        <translation>lustig</translation>
    </message>
    <message>
        <source>sad</source>
        <translation>traurig</translation>
    </message>
    <message>
        <source>tender</source>
        <translation>zärtlich</translation>
    </message>
    <message>
        <source>exciting</source>
        <translation>aufregend</translation>
    </message>
    <message>
        <source>angry</source>
        <translation>wütend</translation>
    </message>
    <message>
        <source>scary</source>
        <translation>unheimlich</translation>
    </message>
    <message>
        <source>calm</source>
        <translation>ruhig</translation>
    </message>
    <message>
        <source>Drag to move · Alt+drag to slip the song under it · hold Ctrl to not snap</source>
        <translation>Ziehen zum Verschieben · Alt+Ziehen verschiebt den Song darunter · Strg halten, um nicht einzurasten</translation>
    </message>
    <message>
        <source>Drag to change where it begins</source>
        <translation>Ziehen, um den Anfang zu ändern</translation>
    </message>
    <message>
        <source>Drag to change where it ends</source>
        <translation>Ziehen, um das Ende zu ändern</translation>
    </message>
    <message>
        <source>Drag to fade in</source>
        <translation>Ziehen zum Einblenden</translation>
    </message>
    <message>
        <source>Drag to fade out</source>
        <translation>Ziehen zum Ausblenden</translation>
    </message>
    <message>
        <source>Drag up or down for the level · Ctrl+click bends it here · double-click resets</source>
        <translation>Auf oder ab ziehen für den Pegel · Strg+Klick knickt ihn hier · Doppelklick setzt zurück</translation>
    </message>
    <message>
        <source>Drag to move this point · double-click removes it</source>
        <translation>Ziehen bewegt diesen Punkt · Doppelklick entfernt ihn</translation>
    </message>
    <message>
        <source>Click or drag to move the playhead</source>
        <translation>Klicken oder ziehen, um den Abspielkopf zu setzen</translation>
    </message>
    <message>
        <source>Click for music for this scene</source>
        <translation>Klicken für Musik zu dieser Szene</translation>
    </message>
    <message>
        <source>How the picture feels, and how lively it is · click to move the playhead</source>
        <translation>Wie das Bild wirkt und wie lebhaft es ist · Klicken setzt den Abspielkopf</translation>
    </message>
    <message>
        <source>The film&apos;s own sound; speech is marked · click to move the playhead</source>
        <translation>Der Originalton; Sprache ist markiert · Klicken setzt den Abspielkopf</translation>
    </message>
    <message>
        <source>Drag over cues to select them</source>
        <translation>Über Cues ziehen, um sie auszuwählen</translation>
    </message>
    <message>
        <source>No cue selected, {count} on the timeline</source>
        <translation>Kein Cue gewählt, {count} auf der Timeline</translation>
    </message>
    <message>
        <source>{chosen} of {count} cues selected</source>
        <translation>{chosen} von {count} Cues gewählt</translation>
    </message>
    <message>
        <source>{title} by {artist}, from {start} to {end} on {lane}, level {level}</source>
        <translation>{title} von {artist}, von {start} bis {end} auf {lane}, Pegel {level}</translation>
    </message>
    <message>
        <source>Its seam goes unnoticed, {sure} % sure</source>
        <translation>Seine Naht bleibt unbemerkt, zu {sure} % sicher</translation>
    </message>
    <message>
        <source>Its seam will hardly be noticed, {sure} % sure</source>
        <translation>Seine Naht fällt kaum auf, zu {sure} % sicher</translation>
    </message>
    <message>
        <source>Its seam may well be heard, only {sure} % sure</source>
        <translation>Seine Naht ist womöglich zu hören, nur zu {sure} % sicher</translation>
    </message>
    <message>
        <source>Played at {speed}, at its own pitch</source>
        <translation>Mit {speed} gespielt, in eigener Tonhöhe</translation>
    </message>
    <message>
        <source>Its level changes along the way</source>
        <translation>Sein Pegel ändert sich unterwegs</translation>
    </message>
    <message>
        <source>Pinned: filling the cut leaves it alone</source>
        <translation>Angeheftet: Das Füllen des Schnitts lässt es in Ruhe</translation>
    </message>
    <message>
        <source>unknown artist</source>
        <translation>unbekannter Interpret</translation>
    </message>
    <message>
        <source>{name} {share} %</source>
        <translation>{name} {share} %</translation>
    </message>
    <message>
        <source>liveliness {share} % of the most in this film</source>
        <translation>Lebhaftigkeit {share} % des Höchsten in diesem Film</translation>
    </message>
    <message>
        <source>How the picture feels: {course}</source>
        <translation>Wie das Bild wirkt: {course}</translation>
    </message>
    <message>
        <source>{name} from {time}</source>
        <translation>{name} ab {time}</translation>
    </message>
</context>
</TS>
